// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useId, useRef, useState, type ReactNode } from "react";
import { problem, type Problem } from "./api";
import { CallerContext } from "./ask";
import { Trouble } from "./parts";
import { texts } from "./texts";

export interface Doing {
  readonly busy: boolean;
  readonly fault: Problem | undefined;
  /** What was done last, in words. */
  readonly news: string;
  readonly close: () => void;
  /** Does it; what it gives back, if anything, is told. */
  readonly act: (work: () => Promise<string | void>) => void;
}

/**
 * Does something for whoever pressed a button. While it is done, another press does nothing; the button only says so,
 * for one that is disabled would lose the keyboard.
 */
export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const under = useRef(false);
  const loggedOut = useContext(CallerContext)?.loggedOut;
  const [fault, setFault] = useState<Problem>();
  const [news, setNews] = useState("");
  const act = (work: () => Promise<string | void>): void => {
    if (under.current) {
      return;
    }
    under.current = true;
    setBusy(true);
    setFault(undefined);
    setNews("");
    work()
      .then((told) => setNews(told ?? ""))
      .catch((thrown: unknown) => {
        const why = problem(thrown);
        if (why.status === 401) {
          loggedOut?.();
        }
        setFault(why);
      })
      .finally(() => {
        under.current = false;
        setBusy(false);
      });
  };
  return { busy, fault, news, close: () => setFault(undefined), act };
}

/** What came of it: in words, also for whoever does not see it. */
export function Outcome({ doing }: { doing: Doing }) {
  return (
    <>
      <p role="status" className={doing.news === "" ? "hidden" : "news"}>
        {doing.news}
      </p>
      {doing.fault !== undefined && <Trouble fault={doing.fault} close={doing.close} />}
    </>
  );
}

/** A button for what cannot be taken back: it asks first. */
export function AskFirst(props: {
  word: string;
  label?: string;
  title: string;
  busy: boolean;
  act: () => void;
  small?: boolean;
  children: ReactNode;
}) {
  const { word, label, title, busy, act, small, children } = props;
  const sheet = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const no = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) {
      sheet.current?.showModal();
      no.current?.focus(); // whoever presses Enter twice has not said yes
    }
  }, [open]);
  const yes = (): void => {
    sheet.current?.close();
    act();
  };
  return (
    <>
      <button type="button" className={small === true ? "small" : ""} aria-disabled={busy} aria-label={label} onClick={() => setOpen(true)}>
        {word}
      </button>
      <dialog ref={sheet} className="sheet" aria-labelledby={titleId} onClose={() => setOpen(false)}>
        {open && (
          <>
            <h2 id={titleId}>{title}</h2>
            {children}
            <div className="buttons">
              <button type="button" className="danger" onClick={yes}>
                {word}
              </button>
              <button ref={no} type="button" onClick={() => sheet.current?.close()}>
                {texts.cancel}
              </button>
            </div>
          </>
        )}
      </dialog>
    </>
  );
}
