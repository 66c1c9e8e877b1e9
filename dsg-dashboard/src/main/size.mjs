// SPDX-License-Identifier: Apache-2.0
// Fails if what a browser loads first has grown beyond what the page allows itself.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST_KB = 250;
const folder = "target/classes/dsg/dashboard";
const files = ["index.html", ...readdirSync(`${folder}/assets`).map((name) => `assets/${name}`)];
const first = files.filter((name) => /\.(html|js|css|svg)$/.test(name));
const bytes = first.reduce((sum, name) => sum + gzipSync(readFileSync(`${folder}/${name}`)).length, 0);
if (bytes > MOST_KB * 1000) {
  throw new Error(`The page has ${Math.ceil(bytes / 1000)} kB to load first, gzipped; ${MOST_KB} are allowed.`);
}
