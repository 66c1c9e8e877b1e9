// SPDX-License-Identifier: Apache-2.0
import { useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type Ref } from "react";
import type { Mistake } from "../../model";
import { Said } from "../../parts";
import { Mark } from "../../state";
import { texts } from "../../texts";

const say = texts.submit;
const ROWS_MIN = 14;

/** What can be asked of an editor. */
export interface EditorHandle {
  /** Puts the caret at a line and column, from 1, where it can be seen. */
  readonly goTo: (line: number, column: number) => void;
  /** Writes this in place of what stands between there and the caret, as if it was typed, and goes on there. */
  readonly write: (from: number, text: string) => void;
  /** Goes on where it was left. */
  readonly focus: () => void;
}

export const isError = (mistake: Mistake): boolean => !mistake.code.startsWith("W");

/** Where a line and column, from 1, stand in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let left = line - 1; left > 0; left--) {
    const end = text.indexOf("\n", start);
    if (end < 0) {
      return text.length;
    }
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + column - 1, end < 0 ? text.length : end);
}

/** The blanks with which the line begins in which this place is. */
export function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return /^ */.exec(text.slice(start, at))?.[0] ?? "";
}

/** A new line begins where the one above does. */
function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const area = event.currentTarget;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) {
    return;
  }
  const indent = indentAt(area.value, area.selectionStart);
  // The one way that can be undone as what was typed can.
  if (indent !== "" && document.execCommand("insertText", false, `\n${indent}`)) {
    event.preventDefault();
  }
}

/**
 * A text field with the numbers of its lines, and what is wrong beside the line in which it is. Tab leaves it, as it
 * leaves every field.
 */
export function Editor(props: {
  text: string;
  change: (text: string) => void;
  mistakes: readonly Mistake[];
  /** The caret is there now. */
  caret: (at: number) => void;
  /** Control and the space bar: somebody asks what can stand here. */
  asked: () => void;
  describedBy: string;
  handle: Ref<EditorHandle>;
}) {
  const { text, change, mistakes, caret, asked, describedBy, handle } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [left, setLeft] = useState(0);
  const lines = useMemo(() => text.split("\n"), [text]);
  const rows = Math.max(ROWS_MIN, lines.length + 1);
  const numbers = useMemo(() => Array.from({ length: lines.length }, (_, index) => index + 1).join("\n"), [lines.length]);
  useImperativeHandle(handle, () => ({
    goTo: (line, column) => {
      const area = field.current;
      if (area === null) {
        return;
      }
      const at = offsetOf(area.value, line, column);
      area.focus({ preventScroll: true });
      area.setSelectionRange(at, at);
      const height = area.clientHeight / Math.max(1, area.rows);
      const box = area.closest(".editor");
      box?.scrollTo({ top: Math.max(0, (line - 4) * height) });
      box?.scrollIntoView({ block: "nearest" });
    },
    write: (from, words) => {
      const area = field.current;
      if (area === null) {
        return;
      }
      area.focus({ preventScroll: true });
      area.setSelectionRange(from, area.selectionEnd);
      document.execCommand("insertText", false, words);
    },
    focus: () => field.current?.focus({ preventScroll: true }),
  }));
  return (
    <div className="editor">
      <pre className="line-numbers" aria-hidden="true">
        {numbers}
      </pre>
      <div className="editor-text">
        <div className="editor-marks" aria-hidden="true" style={{ transform: `translateX(${-left}px)` }}>
          {firstOfEachLine(mistakes).map((one) => (
            <span
              key={one.line}
              className={`line-mark ${isError(one) ? "line-error" : "line-warning"}`}
              style={{ top: `calc(${one.line - 1} * var(--row))`, paddingLeft: `${(lines[one.line - 1]?.length ?? 0) + 2}ch` }}
            >
              <span>
                {one.code} {one.what}
              </span>
            </span>
          ))}
        </div>
        <textarea
          ref={field}
          aria-label={say.editor}
          aria-describedby={describedBy}
          aria-invalid={mistakes.some(isError)}
          value={text}
          rows={rows}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onKeyDown={(event) => {
            if (event.key === " " && event.ctrlKey) {
              event.preventDefault();
              asked();
            } else {
              press(event);
            }
          }}
          onSelect={(event) => caret(event.currentTarget.selectionEnd)}
          onScroll={(event) => setLeft(event.currentTarget.scrollLeft)}
          onChange={(event) => change(event.target.value)}
        />
      </div>
    </div>
  );
}

const firstOfEachLine = (mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.filter((one, index) => mistakes.findIndex((other) => other.line === one.line) === index);

/** What is wrong, in the order of the file: where, what, and what to type instead. */
export function Mistakes({ mistakes, goTo }: { mistakes: readonly Mistake[]; goTo: (mistake: Mistake) => void }) {
  if (mistakes.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="mistakes">
      <h2 id="mistakes">{say.mistakesTitle}</h2>
      <ol className="mistakes">
        {mistakes.map((one) => (
          <li key={`${one.line} ${one.column} ${one.code} ${one.what}`} className={isError(one) ? "mistake" : "mistake mistake-warning"}>
            <p className="mistake-where">
              <Mark look={isError(one) ? "failed" : "lost"} word={isError(one) ? say.mistake : say.warning} />
              <button type="button" className="small" aria-label={say.toLine(one.line)} onClick={() => goTo(one)}>
                {say.line(one.line)}
              </button>
              <code>{one.code}</code>
            </p>
            <p className="mistake-what">
              <Said text={one.what} />
            </p>
            <p>
              <Said text={one.help} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
