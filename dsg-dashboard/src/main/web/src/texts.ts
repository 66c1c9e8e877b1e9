// SPDX-License-Identifier: Apache-2.0
// Every text of the page stands in the files of `texts`, one for each language; this is the one that is spoken.
import { language } from "./language";
import { de } from "./texts/de";
import { en, type Texts } from "./texts/en";

const ALL: Record<typeof language, Texts> = { en, de };

export const texts: Texts = ALL[language];
