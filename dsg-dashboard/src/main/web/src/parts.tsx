// SPDX-License-Identifier: Apache-2.0
import { Component, useState, type ErrorInfo, type ReactNode } from "react";
import { problem, type Problem } from "./api";
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

/** Does something for whoever pressed a button; while it is done, the button is not pressed twice. */
export function useDoing(): {
  busy: boolean;
  fault: Problem | undefined;
  close: () => void;
  act: (work: () => Promise<void>) => void;
} {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const act = (work: () => Promise<void>): void => {
    setBusy(true);
    setFault(undefined);
    work()
      .catch((thrown: unknown) => setFault(problem(thrown)))
      .finally(() => setBusy(false));
  };
  return { busy, fault, close: () => setFault(undefined), act };
}
