// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { pick } from "../../main/web/src/language";
import { de } from "../../main/web/src/texts/de";
import { en } from "../../main/web/src/texts/en";

/** All texts, by their place; of those that are made of something, what comes out of it. */
function flat(value: unknown, place: string, all: Map<string, string>): Map<string, string> {
  if (typeof value === "string") {
    all.set(place, value);
  } else if (typeof value === "function") {
    const made = (value as (...given: unknown[]) => unknown)(...Array.from({ length: 4 }, (_, index) => index + 2));
    all.set(place, String(made));
  } else if (typeof value === "object" && value !== null) {
    Object.entries(value).forEach(([name, one]) => flat(one, `${place}.${name}`, all));
  }
  return all;
}

/** What German borrows, and what is nobody's language: names, and commands to type. */
const BORROWED = /^(DSG|Distributed Science Grid|Live|English|Deutsch|Jobs?|Nodes?|Graph|Name|Tags|Version|Journal|Kernel|Java|Code|Parameter|System|Enter|Esc|Job 2|.*dsg .*|[\d ]+|. .)$/;

describe("the texts", () => {
  const english = flat(en, "", new Map());
  const german = flat(de, "", new Map());

  it("are the same in each language, each in its own words", () => {
    expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    const alike = [...english].filter(([place, text]) => german.get(place) === text && !BORROWED.test(text) && /[a-z]{3}/i.test(text));
    expect(alike.map(([place, text]) => `${place}: ${text}`)).toEqual([]);
  });

  it("say something, and nothing of what they are made of", () => {
    for (const [place, text] of [...english, ...german]) {
      expect(text.trim(), place).not.toBe("");
      expect(text, place).not.toMatch(/undefined|NaN|\[object|\bnull\b|\bAPI\b|HTTP|JSON|endpoint/);
    }
  });
});

describe("the language", () => {
  it("is the one that was chosen, or that the browser asks for first and the page speaks", () => {
    expect(pick("de", ["en-GB"])).toBe("de");
    expect(pick(null, ["fr", "de-AT", "en"])).toBe("de");
    expect(pick("klingon", ["en-GB", "de"])).toBe("en");
    expect(pick(null, [])).toBe("en");
  });
});
