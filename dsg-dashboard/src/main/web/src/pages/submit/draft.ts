// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

/** A job that somebody writes, until it is handed in. */
export interface JobDraft {
  readonly file: string;
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
  /** Whether very many tasks are meant. */
  readonly large: boolean;
}

export const NO_DRAFT: JobDraft = { file: "job.yaml", text: "", params: {}, large: false };

/** A draft as it was kept; whatever else is there instead is none. */
export function draftOf(kept: string | null): JobDraft {
  try {
    const read = JSON.parse(kept ?? "null") as Partial<JobDraft> | null;
    const params = Object.entries(read?.params ?? {}).filter(([, value]) => typeof value === "string");
    return typeof read?.text === "string" && typeof read.file === "string"
      ? { file: read.file, text: read.text, params: Object.fromEntries(params), large: read.large === true }
      : NO_DRAFT;
  } catch {
    return NO_DRAFT;
  }
}

/** The draft of whoever is logged in, kept in this tab: it is there when he comes back to the page, or loads it anew. */
export function useJobDraft(user: string): readonly [JobDraft, (change: Partial<JobDraft>) => void, () => void] {
  const key = `dsg-draft-${user}`;
  const [draft, setDraft] = useState(() => draftOf(sessionStorage.getItem(key)));
  useEffect(() => {
    try {
      if (draft.text === "") {
        sessionStorage.removeItem(key);
      } else {
        sessionStorage.setItem(key, JSON.stringify(draft));
      }
    } catch {
      // It is too large to be kept, and is there for as long as the page is.
    }
  }, [draft, key]);
  return [draft, (change) => setDraft((last) => ({ ...last, ...change })), () => sessionStorage.removeItem(key)];
}
