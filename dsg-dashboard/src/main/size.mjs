// SPDX-License-Identifier: Apache-2.0
// Fails if what a browser loads first has grown beyond what the page allows itself: what its HTML names, and what that
// imports at once. What is fetched later, such as what draws pictures, has a limit of its own.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const FIRST_KB = 250;
const LATER_KB = 60;
const folder = "target/classes/dsg/dashboard";
const kb = (names) => names.reduce((sum, name) => sum + gzipSync(readFileSync(`${folder}/${name}`)).length, 0) / 1000;

const first = new Set(["index.html"]);
for (const name of first) {
  const text = readFileSync(`${folder}/${name}`, "utf8");
  for (const [, path] of text.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) {
    first.add(path);
  }
  for (const [, path] of text.matchAll(/\bimport\s*(?:[^"'()]*from\s*)?"\.\/([^"]+\.js)"/g)) {
    first.add(`assets/${path}`);
  }
}
const later = readdirSync(`${folder}/assets`)
  .map((name) => `assets/${name}`)
  .filter((name) => /\.(js|css)$/.test(name) && !first.has(name));
for (const [names, most, when] of [[[...first], FIRST_KB, "first"], [later, LATER_KB, "later"]]) {
  if (kb(names) > most) {
    throw new Error(`The page has ${Math.ceil(kb(names))} kB to load ${when}, gzipped; ${most} are allowed.`);
  }
}
process.stdout.write(`${Math.ceil(kb([...first]))} kB first, ${Math.ceil(kb(later))} kB later, gzipped\n`);
