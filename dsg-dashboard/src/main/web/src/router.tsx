// SPDX-License-Identifier: Apache-2.0
import { useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

const address = (): string => location.pathname + location.search;

/** Where the page is: what it shows is written in its address, so that it can be sent to somebody. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

export function usePlace(): Place {
  const now = useSyncExternalStore(subscribe, address);
  return useMemo(() => {
    const url = new URL(now, location.origin);
    return { path: url.pathname, query: url.searchParams };
  }, [now]);
}

/** Opens another address of the page; `instead` of this one, the way back does not lead here. */
export function go(to: string, how: { instead?: boolean } = {}): void {
  if (to === address()) {
    return;
  }
  if (how.instead === true) {
    history.replaceState(null, "", to);
  } else {
    history.pushState(null, "", to);
  }
  listeners.forEach((listener) => listener());
}

/** This place with other words in its query; a word without a value is left out. */
export function near(place: Place, change: Record<string, string | undefined>): string {
  const query = new URLSearchParams(place.query);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === "") {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return text === "" ? place.path : `${place.path}?${text}`;
}

/** The page of a job, of one of its tasks, of a node. */
export const jobPath = (id: number | string): string => `/jobs/${id}`;
export const nodePath = (name: string): string => `/nodes/${encodeURIComponent(name)}`;
export function taskPath(id: string): string {
  const { job, stage, task } = taskParts(id);
  return `${jobPath(job)}?${new URLSearchParams({ tab: "tasks", stage, task }).toString()}`;
}

/** `2.simulate.17` in its parts; the name of a stage has no dot. */
export function taskParts(id: string): { job: string; stage: string; task: string } {
  const [job = "", stage = "", task = ""] = id.split(".");
  return { job, stage, task };
}

type LinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> & {
  to: string;
  current?: boolean;
  "data-row"?: boolean;
  "data-back"?: boolean;
};

/** A link within the page; opened in another tab, it is an ordinary one. */
export function Link({ to, children, current, ...more }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      go(to);
    }
  };
  return (
    <a {...more} href={to} onClick={follow} aria-current={current === true ? "page" : undefined}>
      {children}
    </a>
  );
}
