// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore, type MouseEvent, type ReactNode } from "react";

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
  const url = new URL(now, location.origin);
  return { path: url.pathname, query: url.searchParams };
}

export function go(to: string): void {
  if (to !== address()) {
    history.pushState(null, "", to);
    listeners.forEach((listener) => listener());
  }
}

/** A link within the page; opened in another tab, it is an ordinary one. */
export function Link({ to, children, current }: { to: string; children: ReactNode; current?: boolean }) {
  const follow = (event: MouseEvent): void => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      go(to);
    }
  };
  return (
    <a href={to} onClick={follow} aria-current={current === true ? "page" : undefined}>
      {children}
    </a>
  );
}
