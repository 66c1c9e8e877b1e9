// SPDX-License-Identifier: Apache-2.0
// Writes what the licences of the packages in the page's script ask for, beside that script: every package that is
// needed when the page runs, with the text of its licence.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const parts = Object.entries(lock.packages)
  .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.dev && !entry.optional && !entry.peer)
  .map(([path]) => {
    const about = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = existsSync(path) && readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? readFileSync(join(path, file), "utf8").trim() : `Licence: ${about.license}`;
    return `${about.name} ${about.version} (${about.license})\n\n${text}\n`;
  });
if (parts.length === 0) {
  throw new Error("The page is made of no packages? Look at package-lock.json.");
}
const head = "The page's script contains these packages, each under its own licence.\n";
writeFileSync("target/classes/dsg/dashboard/assets/notices.txt", [head, ...parts].join(`\n${"-".repeat(78)}\n\n`));
