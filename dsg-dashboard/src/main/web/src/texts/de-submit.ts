// SPDX-License-Identifier: Apache-2.0
import { ago, count, many } from "../format";
import type { SubmitTexts } from "./en-submit";

/** Wo ein Job geschrieben und abgegeben wird. */
export const submit: SubmitTexts = {
  title: "Abgeben",
  lead: "Schreibe einen Job, sieh, was er täte, und gib ihn ab.",
  mayNot: "Du darfst alles sehen, aber keine Jobs abgeben.",
  mayNotHint: (name) => `Ein Admin des Grids kann es dir erlauben: dsg user role ${name} submitter`,

  begin: "Beginne mit",
  open: "Eine Jobdatei öffnen",
  replace: "Ersetzen, was du geschrieben hast?",
  replaceHint: "Was im Editor steht, ist dann weg.",
  templates: { hello: "Ein Befehl", sweep: "Eine Reihe mit einem Parameter", stages: "Zwei Stufen", map: "Eine Karte zweier Werte" },

  form: {
    title: "Ein Formular ausfüllen",
    lead: "Sag, was laufen soll, und die Jobdatei wird für dich geschrieben. Was leer bleibt, wird weggelassen.",
    type: "Art der Aufgabe",
    onePerLine: "eines in jeder Zeile",
    needed: "muss angegeben sein",
    unsaid: "nicht gesagt",
    written: "Die Jobdatei, die daraus wird",
    write: "In den Editor schreiben",
    lacking: (keys) => `Noch auszufüllen: ${keys}.`,
    common: {
      name: ["Name", "wie der Job heißt"],
      vary: ["Einmal für jedes", "ein Wort für das, was von Aufgabe zu Aufgabe anders ist; wo es stehen soll, schreib es in doppelten geschweiften Klammern"],
      values: ["Seine Werte", "ein Bereich, oder Werte mit Kommas dazwischen"],
      out: ["Dateien, die bleiben", "was von jeder Aufgabe behalten wird, mit Kommas dazwischen"],
      cores: ["Kerne", "für jede Aufgabe; 1, wenn leer"],
      memory: ["Speicher", "für jede Aufgabe"],
      time: ["Zeit", "eine Aufgabe, die länger braucht, wird beendet"],
    },
  },

  editor: "Jobdatei",
  editorHint: "Tab verlässt den Editor. Strg und die Leertaste zeigen, was hier stehen kann. Strg und Enter geben den Job ab.",
  choices: "Was hier stehen kann",
  empty: "Noch ist nichts geschrieben. Beginne mit einem von diesen, öffne eine Jobdatei, oder lass sie hier fallen.",

  checking: "Sehe sie an …",
  noMistakes: "Kein Fehler.",
  mistakesTitle: "Was nicht stimmt",
  mistakes: (errors, warnings) =>
    [errors > 0 ? many(errors, "Fehler", "Fehler") : "", warnings > 0 ? many(warnings, "Warnung", "Warnungen") : ""]
      .filter((part) => part !== "")
      .join(", "),
  mistake: "Fehler",
  warning: "Warnung",
  line: (line) => `Zeile ${count(line)}`,
  toLine: (line) => `Zu Zeile ${count(line)}`,

  params: "Parameter",
  paramsHint: "Die Jobdatei sagt, welche es gibt. Was leer bleibt, ist so, wie es in der Datei steht.",
  range: (min, max) => (min !== "" && max !== "" ? `${min} bis ${max}` : min !== "" ? `mindestens ${min}` : `höchstens ${max}`),
  byDefault: (value) => `${value === "" ? "nichts" : value}, wenn leer`,
  asTheFileSays: (value) => (value === "" ? "wie in der Datei" : `${value}, wie in der Datei`),
  needed: "muss gegeben werden",
  yes: "ja",
  no: "nein",
  large: "Sehr viele Aufgaben sind gewollt",

  files: "Dateien",
  filesHint: "Die Jobdatei nennt diese. Wähle sie, oder den Ordner, in dem sie liegen, oder lass sie hier fallen.",
  pickFiles: "Dateien wählen",
  pickFolder: "Einen Ordner wählen",
  pickOne: (path) => `${path} wählen`,
  pick: "Wählen",
  file: "Was sie nennt",
  state: "Zustand",
  chosen: "Gewählt",
  toPick: "noch zu wählen",
  ready: "bereit",
  reading: (percent) => `wird gelesen, ${percent} %`,
  unreadable: "nicht lesbar",
  filesOf: (files, first, size) => `${files === 1 ? first : many(files, "Datei", "Dateien")}, ${size}`,
  lacking: (files) => `${many(files, "Datei ist", "Dateien sind")} noch zu wählen.`,
  noneFits: "Nichts davon ist, was die Jobdatei nennt.",
  taken: (found) => `${many(found, "davon ist", "davon sind")} jetzt da.`,

  plan: "Was er täte",
  planNone: "Zu sehen, sobald nichts falsch ist und keine Datei fehlt.",
  run: (tasks) => `${many(tasks, "Aufgabe", "Aufgaben")} zu tun`,
  reused: (tasks) => `${count(tasks)} wiederverwendet`,
  guess: (seconds) => `etwa ${ago(seconds)}`,
  fits: "es passt auf die Rechner, die da sind",
  fitsNot: "kein Rechner, der da ist, kann alles davon; es würde warten",
  stage: "Stufe",
  tasks: "Aufgaben",
  asksFor: "Jede verlangt",
  atOnce: "Zugleich",
  onMachines: (tasks, machines) => `${count(tasks)} auf ${many(machines, "Rechner", "Rechnern")}`,
  nowhere: "passt nirgends",

  handIn: "Abgeben",
  sending: (name, number, all) => `Sende ${name}, ${count(number)} von ${count(all)} …`,
  handingIn: "Gebe ihn ab …",
  stillReading: "Dateien werden noch gelesen.",
  stillReadingWhy: "Was in ihnen steht, muss bekannt sein, bevor der Job abgegeben wird.",
  stillReadingMend: "Warte, bis jede bereit ist.",
};
