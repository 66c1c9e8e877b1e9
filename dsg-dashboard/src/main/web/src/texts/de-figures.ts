// SPDX-License-Identifier: Apache-2.0
import { many } from "../format";
import type { Texts } from "./en";

export const chart: Texts["chart"] = {
  walk: "Pfeiltasten lesen die Punkte vor.",
  drawing: "Wird gezeichnet …",
  unknown: "nicht bekannt",
  from: "Ab",
  span: { "1h": "1 Std.", "6h": "6 Std.", "24h": "24 Std.", "7d": "7 Tage" },
  spanLong: { "1h": "Die letzte Stunde", "6h": "Die letzten 6 Stunden", "24h": "Die letzten 24 Stunden", "7d": "Die letzten 7 Tage" },
  inSpan: { "1h": "In der letzten Stunde", "6h": "In den letzten 6 Stunden", "24h": "In den letzten 24 Stunden", "7d": "In den letzten 7 Tagen" },
};

export const throughput: Texts["throughput"] = {
  title: "Durchsatz",
  spans: "Wie weit zurück der Durchsatz gezeigt wird",
  none: "Noch ist nichts bekannt.",
  noneHint: "Wie viele Aufgaben in einer Minute enden, wird hier gezeichnet, einige Sekunden nachdem das Grid begonnen hat.",
  done: "fertig",
  cached: "wiederverwendet",
  failed: "fehlgeschlagen",
  running: "laufend",
  waiting: "wartend",
  cores: "belegte Kerne",
  summary: (when, all, most, failed) =>
    `${when} wurden ${all} Aufgaben fertig oder wiederverwendet, höchstens ${most} in einer Minute; ${failed} schlugen fehl. Aufgaben je Minute:`,
  today: (tasks) => `Heute ${tasks} fertig`,
  coreHours: (hours) => `${hours} Kernstunden`,
  saved: (tasks, hours) => `${tasks} wiederverwendet, das sparte ${hours} Kernstunden`,
  failedToday: (failed, retried) => `${failed} fehlgeschlagen, ${retried} nochmals versucht`,
};

export const shares: Texts["shares"] = {
  title: "Anteile",
  spans: "Wie weit zurückgeschaut wird",
  hint: "Was die Jobs aller Benutzer vom Grid haben. Rechenzeit zählt, sobald eine Aufgabe zu Ende ist, gleich wo sie lief und wie sie endete.",
  none: "In dieser Zeit hat niemand das Grid benutzt.",
  noneHint: "Wer einen Job abgibt, steht hier, mit dem, was daraus wurde.",
  summary: (users, when, used, cores) => `${many(users, "Benutzer", "Benutzer")}. ${when}: ${used} Rechenzeit; ${cores} Kerne sind gerade belegt.`,
  who: "Benutzer",
  share: "Rechenzeit",
  now: "Läuft gerade",
  waiting: "Wartend",
  done: "Fertig",
  failed: "Fehlgeschlagen",
  saved: "Wiederverwendet",
  part: (percent, time) => `${percent} %, ${time}`,
  tasksOn: (tasks, cores) => `${tasks} auf ${cores} Kernen`,
  savedOf: (tasks, time) => `${tasks}, sparte ${time}`,
  nothing: "nichts",
};

export const nodeFigures: Texts["nodeFigures"] = {
  title: "Wie es ihm erging",
  spans: "Wie weit zurück gezeigt wird",
  none: "Aus dieser Zeit ist nichts bekannt.",
  noneHint: "Prozessor, Speicher und Aufgaben werden hier gezeichnet, solange er im Grid ist.",
  today: (done, failed, back) => `Heute ${done} fertig, ${failed} fehlgeschlagen, ${back} dem Grid zurückgegeben.`,
  load: "Prozessor",
  loadAll: "beschäftigt insgesamt",
  own: "mit DSG",
  memory: "Speicher",
  running: "Aufgaben",
  done: "Fertig",
  failed: "Fehlgeschlagen",
  givenBack: "Zurückgegeben",
  unknown: "nicht bekannt",
  between: (least, most, now) => `zwischen ${least} und ${most}, zuletzt ${now}`,
  loadIs: (text, cores) => `Beschäftigte Kerne: ${text}, von ${cores}.`,
  memoryIs: (text, all) => `Belegter Speicher: ${text}, von ${all}.`,
  tasksAre: (text) => `Aufgaben zugleich: ${text}.`,
  lately: "Was hier zuletzt endete",
  nothingLately: "Noch nichts.",
  ended: "Ende",
};

export const metrics: Texts["job"]["metrics"] = {
  metric: "Größe",
  over: "Über",
  time: "der Zeit",
  none: "Noch hat keine Aufgabe etwas gemessen.",
  noneHint: "Eine Aufgabe, die eine solche Zeile ausgibt, sagt, was sie misst; davon wird hier eine Linie gezeichnet, während sie läuft:",
  noneOver: "Was gemessen wurde, bleibt bis zum Neustart des Grids; was Aufgaben ausgaben, steht weiter in ihren Protokollen.",
  label: (metric) => `${metric} über der Zeit`,
  task: (task) => `Aufgabe ${task}`,
  after: "Nach",
  summary: (metric, drawn, least, most) => `${metric} von ${many(drawn, "Aufgabe", "Aufgaben")}: von ${least} bis ${most}.`,
  againstLabel: (metric, by) => `${metric} gegen ${by}`,
  at: (value, by, place) => `${value} bei ${by} ${place}`,
  against: (metric, least, most) => `Der neueste Wert von ${metric} je Aufgabe: am kleinsten ${least}, am größten ${most}.`,
  newest: "Neueste Werte",
  drawn: "Gezeichnet",
  draw: (task) => `Aufgabe ${task} zeichnen`,
  nothingDrawn: "Das hat keine Aufgabe gemessen.",
  onlySome: (shown, all) => `Die ersten ${shown} von ${all} Aufgaben, die etwas messen, sind aufgeführt.`,
};
