// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "react";
import { problem, send, type Problem } from "./api";
import { useSession } from "./ask";
import { useDoing, Outcome } from "./doing";
import { bytes } from "./format";
import type { Attempt } from "./model";
import { Trouble } from "./parts";
import { pieces, readable, tail } from "./plain";
import { keep } from "./preview";
import { texts } from "./texts";

const say = texts.job.log;
/** As much of a log as a browser shows without a hitch. */
const SHOWN = 512 * 1024;
const EVERY_MS = 1_000;
const AFTER_FAULT_MS = 5_000;
const HITS_MAX = 500;

type Stream = "out" | "err";

interface Printed {
  readonly text: string;
  /** Whether there is more before it. */
  readonly cut: boolean;
  readonly end: boolean;
  readonly fault: Problem | undefined;
}

const NOTHING: Printed = { text: "", cut: false, end: false, fault: undefined };

/** What an attempt has printed, and goes on to print while one looks. */
function usePrinted(path: string, stream: Stream, attempt: Attempt | undefined): Printed {
  const { token } = useSession();
  const number = attempt?.number;
  const size = attempt?.[stream]?.bytes;
  const what = `${path} ${stream} ${number}`;
  const [state, setState] = useState({ what, printed: NOTHING });
  useEffect(() => {
    const stop = new AbortController();
    const show = (printed: Printed): void => setState({ what, printed });
    const follow = async (): Promise<void> => {
      const decoder = new TextDecoder();
      let offset = size === undefined ? 0 : Math.max(0, size - SHOWN);
      let cut = offset > 0;
      let text = "";
      while (!stop.signal.aborted) {
        let wait = EVERY_MS;
        try {
          const query = new URLSearchParams({ stream, offset: String(offset) });
          if (number !== undefined) {
            query.set("attempt", String(number));
          }
          const response = await send("GET", `${path}/logs?${query.toString()}`, token, undefined, { signal: stop.signal });
          const end = response.headers.get("DSG-Log-End") === "true";
          const piece = await response.arrayBuffer();
          offset += piece.byteLength;
          const whole = text + decoder.decode(piece, { stream: true });
          text = tail(whole, SHOWN);
          cut ||= text.length < whole.length;
          show({ text, cut, end, fault: undefined });
          if (end) {
            return;
          }
          wait = piece.byteLength > 0 ? 0 : EVERY_MS;
        } catch (thrown) {
          const fault = problem(thrown);
          if (stop.signal.aborted) {
            return;
          }
          show({ text, cut, end: false, fault });
          if (fault.status >= 400 && fault.status < 500) {
            return;
          }
          wait = AFTER_FAULT_MS;
        }
        do {
          // A tab that nobody sees asks for nothing.
          await new Promise((resolve) => setTimeout(resolve, wait));
        } while (document.hidden && !stop.signal.aborted);
      }
    };
    void follow();
    return () => stop.abort();
  }, [path, stream, number, size, token, what]);
  return state.what === what ? state.printed : NOTHING;
}

/** What an attempt prints, as it prints it: to be followed, searched, and taken along. */
export function LogView({ path, name, attempt }: { path: string; name: string; attempt: Attempt | undefined }) {
  const { token } = useSession();
  // Who looks at a failure wants to read of it first.
  const wrong = attempt?.end !== undefined && attempt.end !== "done" && (attempt.err?.bytes ?? 0) > 0;
  const [stream, setStream] = useState<Stream>(wrong ? "err" : "out");
  const [follows, setFollows] = useState(true);
  const [wraps, setWraps] = useState(true);
  const [wanted, setWanted] = useState("");
  const printed = usePrinted(path, stream, attempt);
  const doing = useDoing();
  const text = useMemo(() => readable(printed.text), [printed.text]);
  const found = useMemo(() => pieces(text, wanted, HITS_MAX), [text, wanted]);
  const view = useRef<HTMLPreElement>(null);
  const hits = (found.length - 1) / 2;
  useEffect(() => {
    if (follows && wanted === "" && text !== "") {
      view.current?.scrollTo(0, view.current.scrollHeight);
    }
  }, [text, follows, wanted]);
  useEffect(() => {
    if (wanted !== "") {
      view.current?.querySelector("mark")?.scrollIntoView({ block: "nearest" });
    }
  }, [wanted]);
  const fetchWhole = (): void =>
    doing.act(async () => {
      const which = attempt === undefined ? "" : `&attempt=${attempt.number}`;
      const response = await send("GET", `${path}/logs?stream=${stream}${which}`, token);
      keep(await response.blob(), `${name}.${stream}.log`);
    });
  return (
    <div className="log">
      <div className="filters">
        <fieldset className="choice">
          <legend className="hidden">{say.stream}</legend>
          {(["out", "err"] as const).map((one) => (
            <label key={one}>
              <input type="radio" name={`stream ${name}`} checked={stream === one} onChange={() => setStream(one)} />{" "}
              {say[one]}
            </label>
          ))}
        </fieldset>
        <label className="check">
          <input type="checkbox" checked={follows} onChange={(event) => setFollows(event.target.checked)} /> {say.follow}
        </label>
        <label className="check">
          <input type="checkbox" checked={wraps} onChange={(event) => setWraps(event.target.checked)} /> {say.wrap}
        </label>
        <label className="inline">
          {say.find}
          <input type="search" data-search value={wanted} onChange={(event) => setWanted(event.target.value)} />
        </label>
        {wanted !== "" && <span role="status">{say.hits(hits)}</span>}
        <button type="button" aria-disabled={doing.busy} onClick={fetchWhole}>
          {texts.download}
        </button>
      </div>
      <Outcome doing={doing} />
      {printed.fault !== undefined && <Trouble fault={printed.fault} />}
      {printed.cut && <p className="muted">{say.cut(bytes(SHOWN))}</p>}
      <pre ref={view} className={wraps ? "text log-text wraps" : "text log-text"} tabIndex={0} role="group" aria-label={say.title} lang="">
        {found.map((piece, index) =>
          // oxlint-disable-next-line react/no-array-index-key -- pieces are known by their place alone
          index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece,
        )}
        {text === "" && <span className="muted">{printed.end ? say.emptyEnd : say.empty}</span>}
      </pre>
      {printed.end && text !== "" && <p className="muted">{say.ended}</p>}
    </div>
  );
}
