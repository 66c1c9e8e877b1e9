// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { language, LANGUAGES, speak } from "./language";
import { texts } from "./texts";

const KEY = "dsg-theme";
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

function stored(): Theme {
  const text = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === text) ?? "system";
}

function dress(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

/** Before anything is drawn, so that nothing flashes. */
export function dressAsStored(): void {
  dress(stored());
  document.documentElement.lang = language;
}

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(stored);
  const choose = (text: string): void => {
    const chosen = THEMES.find((one) => one === text) ?? "system";
    localStorage.setItem(KEY, chosen);
    dress(chosen);
    setTheme(chosen);
  };
  return (
    <label className="theme">
      {texts.theme}
      <select value={theme} onChange={(event) => choose(event.target.value)}>
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {texts.themes[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The language of the page. */
export function LanguageChoice() {
  return (
    <label className="theme">
      {texts.language}
      <select
        value={language}
        onChange={(event) => speak(LANGUAGES.find((one) => one === event.target.value) ?? language)}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one}>
            {texts.languages[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
