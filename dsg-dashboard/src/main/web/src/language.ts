// SPDX-License-Identifier: Apache-2.0
/** The languages that the page speaks, each in a file of its own in `texts`. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "dsg-language";

const known = (tag: string | null): Language | undefined =>
  LANGUAGES.find((one) => tag?.toLowerCase().split("-")[0] === one);

/** The one that was chosen here, else the first that this browser asks for and the page speaks, else English. */
export function pick(chosen: string | null, wanted: readonly string[]): Language {
  return known(chosen) ?? wanted.map(known).find((one) => one !== undefined) ?? "en";
}

const inBrowser = typeof localStorage !== "undefined" && typeof document !== "undefined";
const wanted: readonly string[] = inBrowser ? navigator.languages : [];

/** The language of this page, from when it is opened. */
export const language: Language = pick(inBrowser ? localStorage.getItem(KEY) : null, wanted);

/** How dates and numbers are written: as in the reader's country, if he reads his own language. */
export const locale: string = wanted.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;

/** Another language, from the start: what the page shows is in its address and with the grid, so nothing is lost. */
export function speak(next: Language): void {
  localStorage.setItem(KEY, next);
  location.reload();
}
