// SPDX-License-Identifier: Apache-2.0
// What programs print is made for terminals; here it is only ever text.

/** Colours, cursor moves and titles of a terminal (ECMA-48). */
// oxlint-disable-next-line no-control-regex -- it is about these
const TERMINAL = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex -- it is about these
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/** The text without what would move a terminal's cursor; other control characters are drawn as such. */
export function readable(text: string): string {
  return text
    .replace(TERMINAL, "")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, (one) => (one === "\u007F" ? "\u2421" : String.fromCharCode(0x2400 + one.charCodeAt(0))));
}

/** Text in pieces, every second of which is what was looked for, in upper or lower case; at most so often. */
export function pieces(text: string, wanted: string, most: number): string[] {
  const found: string[] = [];
  const where = text.toLowerCase();
  const needle = wanted.toLowerCase();
  let from = 0;
  // Some letters change their length with their case; then places would be wrong.
  if (needle !== "" && where.length === text.length) {
    for (let at = where.indexOf(needle); at >= 0 && found.length < 2 * most; at = where.indexOf(needle, from)) {
      found.push(text.slice(from, at), text.slice(at, at + needle.length));
      from = at + needle.length;
    }
  }
  found.push(text.slice(from));
  return found;
}

/** The end of a text, at most so long, from the beginning of a line if there is one. */
export function tail(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const cut = text.slice(text.length - most);
  const line = cut.indexOf("\n");
  return line < 0 || line === cut.length - 1 ? cut : cut.slice(line + 1);
}

/** The last lines of a text. */
export const lastLines = (text: string, lines: number): string => text.trimEnd().split("\n").slice(-lines).join("\n");
