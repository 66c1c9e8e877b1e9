// SPDX-License-Identifier: Apache-2.0
import type { Wanted } from "../../model";

/** A file that somebody has picked, at its place in the folder that he picked, if he did. */
export interface Picked {
  readonly path: string;
  readonly file: File;
}

/** A file, and where it lands in the task's folder. */
export interface Placed {
  readonly lands: string;
  readonly file: File;
}

const partsOf = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");

const plain = (path: string): string => partsOf(path).join("/");

/** Where something lies below a place; a dot is the task's folder itself. */
const below = (place: string, rest: string): string => (place === "." || place === "" ? rest : `${place}/${rest}`);

/** The leading folders of a pattern that have no wildcard in them. */
function folderOf(pattern: string): string {
  const wild = pattern.search(/[*?[{]/);
  return wild < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf("/", wild) + 1);
}

/** What one part of a pattern stands for: `*` and `?`, `[ab]` and `[!ab]`, `{fits,csv}`; a leading dot only if written. */
function partly(part: string): RegExp {
  let choosing = false;
  const text = part.replaceAll(/\[(!?)([^\]]+)\]|[\s\S]/g, (one: string, not: string | undefined, letters: string | undefined) => {
    if (letters !== undefined) {
      return `[${not === "!" ? "^" : ""}${letters.replaceAll(/[\\[^]/g, "\\$&")}]`;
    }
    const inside = choosing;
    choosing = one === "{" || (choosing && one !== "}");
    switch (one) {
      case "*":
        return ".*";
      case "?":
        return ".";
      case "{":
        return "(?:";
      case "}":
        return inside ? ")" : "\\}";
      case ",":
        return inside ? "|" : ",";
      default:
        return one.replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
    }
  });
  return new RegExp(`^${part.startsWith(".") ? "" : "(?!\\.)"}${text}$`, "su");
}

/** Whether a path is one of those that a pattern of the job file fits; of what is no pattern, none is. */
export function fits(pattern: string, path: string): boolean {
  let parts: (RegExp | undefined)[];
  try {
    parts = partsOf(pattern).map((part) => (part === "**" ? undefined : partly(part)));
  } catch {
    return false;
  }
  const names = partsOf(path);
  const from = (part: number, name: number): boolean => {
    if (part === parts.length) {
      return name === names.length;
    }
    const now = parts[part];
    if (now === undefined) {
      const last = part === parts.length - 1;
      return last ? name < names.length : names.slice(name).some((_, more) => from(part + 1, name + more)) || from(part + 1, names.length);
    }
    const here = names[name];
    return here !== undefined && now.test(here) && from(part + 1, name + 1);
  };
  return from(0, 0);
}

/** Where a file may be meant to lie: as it was picked, and without the picked folder's own name. */
const places = (picked: Picked): string[] => {
  const parts = partsOf(picked.path);
  return parts.length > 1 ? [parts.join("/"), parts.slice(1).join("/")] : [parts.join("/")];
};

/**
 * Which of the files that somebody has picked are what the job file names, each with the place where it lands; none if
 * none is. What he picked may be the files, the folder in which the job file lies, or a folder that is named.
 */
export function fitting(wanted: Wanted, picked: readonly Picked[]): Placed[] {
  return wanted.kind === "pattern" ? ofPattern(wanted, picked) : ofPath(wanted, picked);
}

function ofPath(wanted: Wanted, picked: readonly Picked[]): Placed[] {
  const elsewhere = wanted.path.startsWith("/") || partsOf(wanted.path).includes("..");
  const name = elsewhere && wanted.lands !== "" ? wanted.lands : plain(wanted.path);
  const whole = picked.find((one) => places(one).includes(name));
  if (whole !== undefined) {
    return [{ lands: wanted.lands, file: whole.file }];
  }
  if (wanted.kind === "files") {
    const inside = picked.flatMap((one) => {
      const place = name === "" ? places(one).at(-1) : places(one).find((path) => path.startsWith(`${name}/`));
      return place === undefined ? [] : [{ lands: below(wanted.lands, name === "" ? place : place.slice(name.length + 1)), file: one.file }];
    });
    if (inside.length > 0) {
      return inside;
    }
  }
  const last = partsOf(wanted.path).at(-1);
  const named = picked.filter((one) => partsOf(one.path).at(-1) === last);
  const only = named[0];
  return only !== undefined && named.length === 1 ? [{ lands: wanted.lands, file: only.file }] : [];
}

function ofPattern(wanted: Wanted, picked: readonly Picked[]): Placed[] {
  const folder = folderOf(wanted.path);
  const rest = wanted.path.slice(folder.length);
  const start = plain(folder);
  return picked
    .flatMap((one) => {
      for (const path of places(one)) {
        if (start !== "" && path.startsWith(`${start}/`) && fits(rest, path.slice(start.length + 1))) {
          return [{ lands: below(wanted.lands, path.slice(start.length + 1)), file: one.file }];
        }
      }
      // Picked one by one, or the folder itself was.
      const path = places(one).findLast((place) => fits(rest, place));
      return path === undefined ? [] : [{ lands: below(wanted.lands, path), file: one.file }];
    })
    .toSorted((a, b) => (a.lands < b.lands ? -1 : a.lands > b.lands ? 1 : 0));
}
