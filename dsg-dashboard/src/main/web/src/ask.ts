// SPDX-License-Identifier: Apache-2.0
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import { ask, problem, type Problem } from "./api";
import type { Session } from "./session";

/** Who is logged in, and what is to be done when the grid knows him no more. */
export interface Caller {
  readonly session: Session;
  /** The grid knows his token no more. */
  readonly ended: boolean;
  readonly loggedOut: () => void;
}

export const CallerContext = createContext<Caller | undefined>(undefined);

/** Who is logged in; only inside of a page that is for those who are. */
export function useSession(): Session {
  const caller = useContext(CallerContext);
  if (caller === undefined) {
    throw new Error("Nobody is logged in here.");
  }
  return caller.session;
}

/** What was asked of the grid: the last good answer, and what went wrong since. */
export interface Asked<T> {
  readonly answer: T | undefined;
  readonly fault: Problem | undefined;
  readonly asking: boolean;
  readonly again: () => void;
}

interface State<T> {
  readonly path: string | undefined;
  readonly answer: T | undefined;
  readonly fault: Problem | undefined;
  readonly asking: boolean;
}

/** No more often than this, however fast things change. */
const LEAST_MS = 1_000;
const AFTER_FAULT_MS = 5_000;

const mayPass = (fault: Problem): boolean => fault.status === 0 || fault.status >= 500;

/**
 * Asks REST, and asks again every so often, or whenever `when` is another. Meanwhile and on faults the last answer
 * stays; of another path it stays only if `keep` says so, as the pages of a list do. What is large says by `leastMs`
 * how long one answer has to do.
 */
export function useAsk<T>(
  path: string | undefined,
  how: { everyMs?: number | undefined; when?: unknown; keep?: boolean; leastMs?: number } = {},
): Asked<T> {
  const caller = useContext(CallerContext);
  const token = caller?.session.token;
  const loggedOut = caller?.loggedOut;
  const [state, setState] = useState<State<T>>({ path, answer: undefined, fault: undefined, asking: path !== undefined });
  const [turn, setTurn] = useState(0);
  const askedAt = useRef({ path: "", at: 0 });
  const latest = useRef<string>(undefined);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  const { everyMs, when, keep, leastMs = LEAST_MS } = how;
  useEffect(() => {
    latest.current = path;
    if (path === undefined) {
      return undefined;
    }
    let stale = false;
    // An answer counts though something has changed since it was asked for, or there would be none while things change.
    const isWanted = (): boolean => latest.current === path;
    let timer: ReturnType<typeof setTimeout>;
    const later = (ms: number): void => {
      timer = setTimeout(() => (document.hidden ? later(ms) : void now()), ms);
    };
    const now = async (): Promise<void> => {
      askedAt.current = { path, at: Date.now() };
      setState((last) => ({ ...last, asking: true }));
      try {
        const answer = await ask<T>("GET", path, token);
        if (isWanted()) {
          setState({ path, answer, fault: undefined, asking: false });
        }
        if (!stale && everyMs !== undefined) {
          later(everyMs);
        }
      } catch (thrown) {
        const fault = problem(thrown);
        if (!isWanted()) {
          return;
        }
        if (fault.status === 401) {
          loggedOut?.(); // the page says so, once; what it shows stays
          setState((last) => ({ ...last, asking: false }));
          return;
        }
        // Of what is not there, or not his to see, nothing stays.
        setState((last) => ({ path, answer: last.path === path && mayPass(fault) ? last.answer : undefined, fault, asking: false }));
        if (mayPass(fault) && !stale) {
          later(AFTER_FAULT_MS);
        }
      }
    };
    const { path: before, at } = askedAt.current;
    const wait = before === path ? leastMs - (Date.now() - at) : 0;
    if (wait > 0) {
      later(wait);
    } else {
      void now();
    }
    return () => {
      stale = true;
      clearTimeout(timer);
    };
    // What has changed is not used; it is why things are asked anew.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [path, token, loggedOut, everyMs, leastMs, when, turn]);
  useEffect(() => () => void (latest.current = undefined), []);
  const fits = state.path === path;
  return {
    answer: fits || keep === true ? state.answer : undefined,
    fault: fits ? state.fault : undefined,
    asking: state.asking || (path !== undefined && !fits),
    again,
  };
}
