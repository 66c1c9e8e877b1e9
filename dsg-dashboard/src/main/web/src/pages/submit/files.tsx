// SPDX-License-Identifier: Apache-2.0
import { useId, useRef, useState } from "react";
import { bytes } from "../../format";
import type { Wanted } from "../../model";
import { Table } from "../../parts";
import { Mark } from "../../state";
import { texts } from "../../texts";
import type { Picked } from "./given";
import { keyOf, type Held, type Holding } from "./held";

const say = texts.submit;

/** What was picked in a field or dropped, each with its place in the folder that was picked. */
export const pickedOf = (files: FileList | readonly File[]): Picked[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file }));

/** The files that the job file names: which are there, and fields to pick them. */
export function FilesNamed(props: { wanted: readonly Wanted[]; named: readonly string[]; holding: Holding }) {
  const { wanted, named, holding } = props;
  const [news, setNews] = useState("");
  const there = [...holding.held.values()].filter((one) => named.includes(one.wanted.path));
  const lacking = wanted.filter((one) => !holding.held.has(keyOf(one)));
  const all = [...lacking, ...there.map((one) => one.wanted)];
  if (all.length === 0) {
    return null;
  }
  const pick = (files: FileList): void => {
    const found = holding.pick(all, pickedOf(files));
    setNews(found === 0 ? say.noneFits : say.taken(found));
  };
  return (
    <section aria-labelledby="files">
      <h2 id="files">{say.files}</h2>
      <p className="muted">{say.filesHint}</p>
      <div className="buttons">
        <PickButton word={say.pickFiles} many take={pick} />
        <PickButton word={say.pickFolder} folder take={pick} />
      </div>
      <p role="status" className={news === "" ? "hidden" : "muted"}>
        {news}
      </p>
      <Table label={say.files} heads={[say.file, say.state, say.chosen, say.pick]}>
        {all.map((one) => (
          <Row key={keyOf(one)} wanted={one} held={holding.held.get(keyOf(one))} take={(file) => holding.pickFor(one, file)} />
        ))}
      </Table>
    </section>
  );
}

function Row({ wanted, held, take }: { wanted: Wanted; held: Held | undefined; take: (file: File) => void }) {
  return (
    <tr>
      <th scope="row" className="name-cell">
        <bdi>{wanted.path}</bdi>
      </th>
      <td>
        <FileMark held={held} />
      </td>
      <td className="name-cell">
        {held !== undefined && <bdi>{say.filesOf(held.files.length, held.files[0]?.file.name ?? "", bytes(held.bytes))}</bdi>}
      </td>
      <td>
        {wanted.kind !== "pattern" && (
          <PickButton
            word={say.pick}
            label={say.pickOne(wanted.path)}
            small
            take={(files) => {
              const file = files[0];
              if (file !== undefined) {
                take(file);
              }
            }}
          />
        )}
      </td>
    </tr>
  );
}

export const isReady = (held: Held): boolean => held.inputs !== undefined || held.text !== undefined;

function FileMark({ held }: { held: Held | undefined }) {
  if (held === undefined) {
    return <Mark look="waiting" word={say.toPick} />;
  }
  if (held.fault !== undefined) {
    return <Mark look="failed" word={say.unreadable} />;
  }
  return isReady(held) ? (
    <Mark look="done" word={say.ready} />
  ) : (
    <Mark look="running" word={say.reading(held.bytes === 0 ? 0 : Math.floor((100 * held.read) / held.bytes))} />
  );
}

/** A button that opens the browser's own list of files. */
export function PickButton(props: {
  word: string;
  label?: string;
  small?: boolean;
  many?: boolean;
  folder?: boolean;
  accept?: string;
  take: (files: FileList) => void;
}) {
  const { word, label, small, many, folder, accept, take } = props;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" className={small === true ? "small" : ""} aria-label={label} onClick={() => field.current?.click()}>
        {word}
      </button>
      <input
        ref={(input) => {
          field.current = input;
          input?.toggleAttribute("webkitdirectory", folder === true); // React knows no such attribute
        }}
        id={id}
        type="file"
        hidden
        aria-label={label ?? word}
        multiple={many === true || folder === true}
        accept={accept}
        onChange={(event) => {
          const { files } = event.target;
          if (files !== null && files.length > 0) {
            take(files);
          }
          event.target.value = ""; // so that the same can be picked again, after it was changed
        }}
      />
    </>
  );
}
