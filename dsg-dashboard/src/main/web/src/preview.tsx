// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { problem, send, type Problem } from "./api";
import { useSession } from "./ask";
import { Outcome, useDoing } from "./doing";
import { bytes } from "./format";
import { GridView } from "./gridview";
import { Trouble } from "./parts";
import { readable } from "./plain";
import { table, type TableKind } from "./tables";
import { texts } from "./texts";

const say = texts.job.outputs;
const MIB = 1024 * 1024;
const IMAGE_MAX = 20 * MIB;
const TABLE_MAX = 4 * MIB;
const TEXT_MAX = 256 * 1024;
/** Of a table, as many rows as a picture may need; fewer are listed. */
const ROWS_MAX = 5_000;

const IMAGES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
};
const TABLES: Readonly<Record<string, TableKind>> = { csv: "csv", tsv: "tsv", json: "json", jsonl: "jsonl", ndjson: "jsonl" };
const TEXTS = ["txt", "md", "log", "out", "err", "yaml", "yml", "toml", "ini", "xml", "py", "sh", "tex", "dat", "html", "htm"];

type Kind =
  | { readonly is: "image"; readonly type: string }
  | { readonly is: "table"; readonly table: TableKind }
  | { readonly is: "text" }
  | { readonly is: "none" };

/** How a file can be looked at, by its name. */
export function kindOf(name: string): Kind {
  const end = /\.([^./]+)$/.exec(name.toLowerCase())?.[1] ?? "";
  const type = IMAGES[end];
  const sort = TABLES[end];
  if (type !== undefined) {
    return { is: "image", type };
  }
  if (sort !== undefined) {
    return { is: "table", table: sort };
  }
  return TEXTS.includes(end) ? { is: "text" } : { is: "none" };
}

/** Lets the browser keep a file. */
export function keep(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/.*\//, "");
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const content = (sha256: string, token: string, signal?: AbortSignal): Promise<Response> =>
  send("GET", `/api/v1/artefacts/${sha256}`, token, undefined, signal === undefined ? {} : { signal });

/** A file that can be taken along. */
export function FileLink({ sha256, name, hideName }: { sha256: string; name: string; hideName?: boolean }) {
  const { token } = useSession();
  const doing = useDoing();
  const fetchIt = (): void => doing.act(async () => keep(await (await content(sha256, token)).blob(), name));
  return (
    <>
      {hideName !== true && <bdi>{name}</bdi>}{" "}
      <button
        type="button"
        className="small"
        aria-disabled={doing.busy}
        aria-label={`${texts.download}: ${name}`}
        onClick={fetchIt}
      >
        {texts.download}
      </button>
      <Outcome doing={doing} />
    </>
  );
}

/** What is in a file, as far as the page can show it. */
export function Preview(props: { sha256: string; name: string; size: number; caption: string }) {
  const { sha256, name, size, caption } = props;
  const kind = kindOf(name);
  switch (kind.is) {
    case "image":
      return size > IMAGE_MAX ? (
        <p className="muted">{say.tooLarge(bytes(size))}</p>
      ) : (
        <Picture sha256={sha256} type={kind.type} alt={caption === "" ? name : caption} />
      );
    case "table":
      return <TextPreview sha256={sha256} name={name} size={size} most={TABLE_MAX} table={kind.table} />;
    case "text":
      return <TextPreview sha256={sha256} name={name} size={size} most={TEXT_MAX} />;
    case "none":
      return <p className="muted">{say.noPreview}</p>;
  }
}

/** As an image, so that nothing in it runs: of an SVG, too. */
function Picture({ sha256, type, alt }: { sha256: string; type: string; alt: string }) {
  const { token } = useSession();
  const [url, setUrl] = useState<string>();
  const [fault, setFault] = useState<Problem>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let made: string | undefined;
    content(sha256, token, stop.signal)
      .then((response) => response.arrayBuffer())
      .then((data) => {
        if (!stop.signal.aborted) {
          made = URL.createObjectURL(new Blob([data], { type }));
          setUrl(made);
        }
      })
      .catch((thrown: unknown) => (stop.signal.aborted ? undefined : setFault(problem(thrown))));
    return () => {
      stop.abort();
      if (made !== undefined) {
        URL.revokeObjectURL(made);
      }
    };
  }, [sha256, token, type]);
  if (fault !== undefined) {
    return <Trouble fault={fault} />;
  }
  if (broken) {
    return <p className="muted">{say.brokenImage}</p>;
  }
  return url === undefined ? (
    <p className="muted">{say.loading}</p>
  ) : (
    <img className="picture" src={url} alt={alt} onError={() => setBroken(true)} />
  );
}

interface Beginning {
  readonly text: string;
  readonly whole: boolean;
}

/** The beginning of a file; what is behind that is not fetched. */
async function beginning(response: Response, most: number): Promise<Beginning> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let read = 0;
  for (let piece = await reader?.read(); piece !== undefined && !piece.done; piece = await reader?.read()) {
    const room = most - read;
    text += decoder.decode(piece.value.subarray(0, room), { stream: true });
    read += piece.value.length;
    if (read > most) {
      await reader?.cancel();
      return { text, whole: false };
    }
  }
  return { text: text + decoder.decode(), whole: true };
}

function TextPreview(props: { sha256: string; name: string; size: number; most: number; table?: TableKind }) {
  const { sha256, name, most, table: kind } = props;
  const { token } = useSession();
  const [begin, setBegin] = useState<Beginning>();
  const [fault, setFault] = useState<Problem>();
  useEffect(() => {
    const stop = new AbortController();
    content(sha256, token, stop.signal)
      .then((response) => beginning(response, most))
      .then((found) => (stop.signal.aborted ? undefined : setBegin(found)))
      .catch((thrown: unknown) => (stop.signal.aborted ? undefined : setFault(problem(thrown))));
    return () => stop.abort();
  }, [sha256, token, most]);
  if (fault !== undefined) {
    return <Trouble fault={fault} />;
  }
  if (begin === undefined) {
    return <p className="muted">{say.loading}</p>;
  }
  const grid = kind === undefined ? undefined : table(begin.text, kind, ROWS_MAX, begin.whole);
  if (grid !== undefined) {
    return <GridView grid={grid} name={name} />;
  }
  const shown = readable(begin.text.slice(0, TEXT_MAX));
  return (
    <>
      {kind !== undefined && <p className="muted">{say.broken}</p>}
      {(!begin.whole || begin.text.length > TEXT_MAX) && <p className="muted">{say.cut(bytes(TEXT_MAX))}</p>}
      <pre className="text wraps" tabIndex={0} role="group" aria-label={name} lang="">
        {shown}
      </pre>
    </>
  );
}
