// SPDX-License-Identifier: Apache-2.0
import { Component, useEffect, useRef, useState, type ErrorInfo, type ReactNode } from "react";
import type { Problem } from "./api";
import type { Asked } from "./ask";
import { useLive } from "./live";
import { Link, near, usePlace } from "./router";
import { texts } from "./texts";

/** A command to type elsewhere, with a button that copies it. */
export function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      setCopied(false); // the text can be marked by hand
    }
  };
  return (
    <span className="command">
      <code>{text}</code>
      <button type="button" className="small" onClick={() => void copy()} aria-label={`${texts.copy}: ${text}`}>
        {copied ? texts.copied : texts.copy}
      </button>
    </span>
  );
}

/** What is to be seen where there is nothing yet: what to type next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** What was not done, why, and what to do about it. */
export function Trouble({ fault, close }: { fault: Problem; close?: () => void }) {
  return (
    <div className="trouble" role="alert">
      <p>
        <strong>{fault.what}</strong> {fault.why}
      </p>
      {fault.mend !== "" && <p>{fault.mend}</p>}
      {close !== undefined && (
        <button type="button" className="small" onClick={close}>
          {texts.close}
        </button>
      )}
    </div>
  );
}

/** Why nothing has been told yet, on a page that shows what it is told. */
export function NothingYet() {
  const { complete, fault } = useLive();
  if (complete) {
    return null;
  }
  return fault === undefined ? <p className="muted">{texts.asking}</p> : <Trouble fault={fault} />;
}

/** Shares of a whole, each with a pattern or a shade of its own. */
export function Bar(props: { label: string; text: string; parts: readonly { share: number; look: string }[] }) {
  const { label, text, parts } = props;
  const over = parts.reduce((sum, part) => sum + part.share, 0);
  return (
    <span
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuetext={text}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(Math.min(1, over) * 100)}
    >
      {parts
        .filter((part) => part.share > 0)
        .map((part) => (
          <span key={part.look} className={`part part-${part.look}`} style={{ width: `${part.share * 100}%` }} />
        ))}
    </span>
  );
}

/** Keeps what stands around it when a part of the page fails. */
export class Fence extends Component<{ children: ReactNode }, { fault: Error | undefined }> {
  override state: { fault: Error | undefined } = { fault: undefined };

  static getDerivedStateFromError(fault: Error): { fault: Error } {
    return { fault };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    reportError(new Error(`${fault.message}${info.componentStack ?? ""}`, { cause: fault }));
  }

  override render(): ReactNode {
    if (this.state.fault === undefined) {
      return this.props.children;
    }
    return (
      <div className="trouble" role="alert">
        <h1>{texts.failure}</h1>
        <p>{texts.failureHint}</p>
        <pre>{String(this.state.fault)}</pre>
        <button type="button" onClick={() => location.reload()}>
          {texts.reload}
        </button>
      </div>
    );
  }
}

/** What the grid says in its own words, which are English on every page. */
export function Said({ text }: { text: string }) {
  return <bdi lang="en">{text}</bdi>;
}

/** A name that somebody has given: cut where there is no room, whole when pointed at, and never more than text. */
export function Name({ text }: { text: string }) {
  return (
    <bdi className="cut" title={text}>
      {text}
    </bdi>
  );
}

/** What was asked of the grid, as far as it is known: a fault stands above the last good answer. */
export function Answer<T>({ asked, children }: { asked: Asked<T>; children: (answer: T) => ReactNode }) {
  return (
    <>
      {asked.fault !== undefined && <Trouble fault={asked.fault} />}
      {asked.answer === undefined && asked.fault === undefined && <p className="muted">{texts.asking}</p>}
      {asked.answer !== undefined && children(asked.answer)}
    </>
  );
}

/** Views of one thing, of which the address says which is shown. */
export function Tabs<T extends string>(props: { label: string; tabs: readonly (readonly [T, string])[]; now: T; name?: string }) {
  const { label, tabs, now, name } = props;
  const place = usePlace();
  const bare = { path: place.path, query: new URLSearchParams() };
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([tab, word], index) => (
        <Link key={tab} to={near(bare, { [name ?? "tab"]: index === 0 ? undefined : tab })} current={tab === now}>
          {word}
        </Link>
      ))}
    </nav>
  );
}

/** Facts, each with its name; those that are not known are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="fact-list">
      {facts
        .filter(([, fact]) => fact !== undefined && fact !== "")
        .map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A list that is here as a whole, a page at a time; the address says from which. */
export function Leaf<T>({ all, size, children }: { all: readonly T[]; size: number; children: (shown: readonly T[]) => ReactNode }) {
  const place = usePlace();
  const from = leafFrom(place.query.get("from"), all.length, size);
  const to = Math.min(all.length, from + size);
  const at = (start: number): string => near(place, { from: start === 0 ? undefined : String(start) });
  return (
    <>
      {children(all.slice(from, to))}
      {all.length > size && (
        <nav className="pager" aria-label={texts.pages}>
          <span className="muted">{texts.range(from + 1, to, all.length)}</span>
          {from > 0 && <Link to={at(Math.max(0, from - size))}>{texts.previous}</Link>}
          {to < all.length && <Link to={at(to)}>{texts.next}</Link>}
        </nav>
      )}
    </>
  );
}

/** Where a page begins: what an address asks for that is not there, or is no number, leads to one that is. */
export function leafFrom(asked: string | null, all: number, size: number): number {
  const from = Number(asked ?? 0);
  const last = Math.floor(Math.max(0, all - 1) / size) * size;
  return Number.isInteger(from) && from > 0 ? Math.min(from, last) : 0;
}

/** A table that scrolls by itself where the window is narrow, by keyboard, too. */
export function Table(props: { label: string; heads: readonly ReactNode[]; children: ReactNode; dense?: boolean }) {
  const { label, heads, children, dense } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Where the window is narrow, each cell says itself which column it is of.
    const names = [...(place.current?.querySelectorAll("thead th") ?? [])].map((head) => head.textContent);
    place.current?.querySelectorAll("tbody tr").forEach((row) =>
      [...row.children].forEach((cell, column) => {
        if (cell instanceof HTMLElement && cell.matches("td:not([colspan])")) {
          cell.dataset["head"] = names[column] ?? "";
          cell.classList.toggle("nothing", cell.textContent === "");
        }
      }),
    );
  });
  return (
    <div ref={place} className={dense === true ? "table" : "table rows"} role="group" aria-label={label} tabIndex={0}>
      <table className={dense === true ? "dense" : ""}>
        <thead>
          <tr>
            {heads.map((head, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- columns stay where they are
              <th key={index} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
