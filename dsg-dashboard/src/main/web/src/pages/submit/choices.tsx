// SPDX-License-Identifier: Apache-2.0
import { useState, type KeyboardEvent, type Ref } from "react";
import { texts } from "../../texts";
import type { Choice, Choices } from "./complete";

const say = texts.submit;

/**
 * The keys that can stand where the caret is, each with what it means. Control and the space bar lead here from the
 * editor, arrows walk, Escape leads back.
 */
export function ChoicesHere(props: { here: Choices; take: (choice: Choice) => void; leave: () => void; list: Ref<HTMLUListElement> }) {
  const { here, take, leave, list } = props;
  const [shown, setShown] = useState("");
  if (here.choices.length === 0) {
    return null;
  }
  const told = here.choices.find((one) => one.word === shown) ?? here.choices[0];
  const walk = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (step !== undefined) {
      event.preventDefault();
      const all = [...(event.currentTarget.closest("ul")?.querySelectorAll("button") ?? [])];
      const now = all.findIndex((one) => one === document.activeElement);
      all[(now + step + all.length) % all.length]?.focus();
    }
  };
  return (
    <section className="choices" aria-labelledby="choices">
      <h2 id="choices">
        {say.choices} {here.path.length > 0 && <code>{here.path.join(" › ")}</code>}
      </h2>
      <ul ref={list}>
        {here.choices.map((one) => (
          <li key={one.word}>
            <button
              type="button"
              className="small"
              title={one.help}
              onFocus={() => setShown(one.word)}
              onPointerEnter={() => setShown(one.word)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(one)}
              onKeyDown={walk}
            >
              {one.word}
            </button>
          </li>
        ))}
      </ul>
      {told !== undefined && told.help !== "" && (
        <p className="muted" aria-hidden="true">
          <code>{told.word}</code> {told.help}
        </p>
      )}
    </section>
  );
}
