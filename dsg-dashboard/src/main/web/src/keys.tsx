// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { go } from "./router";
import { texts } from "./texts";

const KEY = "dsg-keys";
const listeners = new Set<() => void>();

/** Whether single letters do something: who dictates, or types by a switch, can turn that off (WCAG 2.1.4). */
const areOn = (): boolean => localStorage.getItem(KEY) !== "off";

function turn(on: boolean): void {
  localStorage.setItem(KEY, on ? "on" : "off");
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where `g` and a letter go. */
export const PLACES: Readonly<Record<string, string>> = {
  o: "/",
  j: "/jobs",
  n: "/nodes",
  d: "/data",
  s: "/submit",
  a: "/join",
  h: "/shares",
};

/** The letters that press a button of the page, if it has one that says so by `data-key`. */
const BUTTONS = ["r", "p"];
const SECOND_LETTER_MS = 1_500;

const all = (selector: string): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>(`main ${selector}`)].filter((one) => one.checkVisibility());

/** Moves the keyboard to the next or the last of what is listed. */
function move(by: number): void {
  const rows = all("[data-row]");
  const now = rows.findIndex((row) => row === document.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}

function search(): void {
  const field = all("[data-search]")[0];
  if (field === undefined) {
    go("/jobs");
    setTimeout(() => all("[data-search]")[0]?.focus(), 50);
  } else {
    field.focus();
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

/** What keys do on every page. Gives back whether the sheet that tells them is open, and what opens and closes it. */
export function useKeys(): { open: boolean; show: (open: boolean) => void } {
  const [open, show] = useState(false);
  const afterG = useRef(-Infinity);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) {
        return;
      }
      if (isTyping(event.target)) {
        if (event.key === "Escape") {
          (event.target as HTMLElement).blur();
        }
        return;
      }
      if (event.key === "Escape") {
        all("[data-back]").at(-1)?.click();
        return;
      }
      if (event.key === "?") {
        show(true);
        return;
      }
      if (!areOn()) {
        return;
      }
      const follows = performance.now() - afterG.current < SECOND_LETTER_MS;
      afterG.current = -Infinity;
      const place = PLACES[event.key];
      if (follows && place !== undefined) {
        go(place);
      } else if (event.key === "g") {
        afterG.current = performance.now();
      } else if (event.key === "/") {
        search();
      } else if (event.key === "j" || event.key === "k") {
        move(event.key === "j" ? 1 : -1);
      } else if (BUTTONS.includes(event.key)) {
        all(`[data-key="${event.key}"]`)[0]?.click();
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return { open, show };
}

/** The switch for single letters. */
export function KeysSwitch() {
  const on = useSyncExternalStore(subscribe, areOn);
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => turn(event.target.checked)} /> {texts.keys.letters}
    </label>
  );
}

/** What the keys do. */
export function KeySheet({ open, close }: { open: boolean; close: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) {
      sheet.current?.showModal();
    } else {
      sheet.current?.close();
    }
  }, [open]);
  return (
    <dialog ref={sheet} onClose={close} aria-labelledby="keys-title" className="sheet">
      <h2 id="keys-title">{texts.keys.title}</h2>
      <dl className="keys">
        {texts.keys.list.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <KeysSwitch />
      <button type="button" onClick={close}>
        {texts.close}
      </button>
    </dialog>
  );
}
