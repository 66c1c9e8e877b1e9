// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react";
import { ask, Problem, send } from "./api";
import { EventReader, type ServerEvent } from "./events";
import type { Grid, GridNode, Job, Join } from "./model";
import type { Session } from "./session";

/** What the grid has told this page so far. */
export interface Live {
  readonly jobs: ReadonlyMap<number, Job>;
  readonly nodes: ReadonlyMap<string, GridNode>;
  readonly joins: readonly Join[];
  readonly grid: Grid | undefined;
  /** Whether everything was told once. */
  readonly complete: boolean;
  readonly link: "connecting" | "live" | "reconnecting";
  /** Why it could not be asked, when that was tried last. */
  readonly fault: Problem | undefined;
  /** When it last said something, by this browser's clock. */
  readonly heardAt: number;
}

export const NOTHING: Live = {
  jobs: new Map(),
  nodes: new Map(),
  joins: [],
  grid: undefined,
  complete: false,
  link: "connecting",
  fault: undefined,
  heardAt: 0,
};

const SILENCE_MAX_MS = 12_000;
const RETRY_MS = [500, 1_000, 2_000, 5_000];
const PATH = "/api/v1/events?topics=jobs,nodes,joins";

/** What is known after these events. */
export function told(live: Live, events: readonly ServerEvent[]): Live {
  // Copied once for all events: at the beginning there are as many as there are jobs.
  let jobs = new Map(live.jobs);
  let nodes = new Map(live.nodes);
  let { joins, complete } = live;
  for (const event of events) {
    const data: unknown = JSON.parse(event.data);
    switch (event.kind) {
      case "begin":
        // After a restart of the coordinator everything comes again, and what was deleted meanwhile does not.
        jobs = (data as { everything: boolean }).everything ? new Map() : jobs;
        break;
      case "job":
        jobs.set((data as Job).id, data as Job);
        break;
      case "deleted":
        jobs.delete((data as { id: number }).id);
        break;
      case "nodes":
        nodes = new Map((data as { nodes: GridNode[] }).nodes.map((node) => [node.id, node]));
        complete = true;
        break;
      case "node":
        nodes.set((data as GridNode).id, data as GridNode);
        break;
      case "joins":
        joins = (data as { joins: Join[] }).joins;
        break;
      default: // of a later version
    }
  }
  return { ...live, jobs, nodes, joins, complete };
}

/** Follows the grid until it is told to stop; whoever is cut off comes back with the last id. */
async function follow(
  session: Session,
  stop: AbortSignal,
  change: (next: (live: Live) => Live) => void,
  loggedOut: () => void,
): Promise<void> {
  let reader = new EventReader("");
  for (let failures = 0; !stop.aborted; failures++) {
    const attempt = new AbortController();
    const end = (): void => attempt.abort();
    stop.addEventListener("abort", end);
    let why: Problem | undefined;
    let silence = setTimeout(end, SILENCE_MAX_MS);
    try {
      const lastId = reader.lastId();
      reader = new EventReader(lastId);
      const headers: Record<string, string> = lastId === "" ? {} : { "Last-Event-ID": lastId };
      const response = await send("GET", PATH, session.token, undefined, { headers, signal: attempt.signal });
      const grid = await ask<Grid>("GET", "/api/v1/grid", session.token);
      change((live) => ({ ...live, grid, link: "live", fault: undefined, heardAt: Date.now() }));
      failures = 0;
      const pieces = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await pieces?.read(); piece !== undefined && !piece.done; piece = await pieces?.read()) {
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE_MAX_MS);
        const events = reader.read(piece.value);
        change((live) => ({ ...told(live, events), link: "live", heardAt: Date.now() }));
      }
    } catch (fault) {
      if (fault instanceof Problem && fault.status === 401) {
        loggedOut();
        return;
      }
      why = fault instanceof Problem ? fault : undefined; // or else it was cut off
    } finally {
      clearTimeout(silence);
      stop.removeEventListener("abort", end);
      attempt.abort();
    }
    if (!stop.aborted) {
      change((live) => ({ ...live, fault: why, link: live.complete ? "reconnecting" : "connecting" }));
      await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 5_000, stop);
    }
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const LiveContext = createContext<Live>(NOTHING);

export const useLive = (): Live => useContext(LiveContext);

/** Follows the grid for all that is inside, while the tab can be seen. */
export function LiveGrid(props: { session: Session; loggedOut: () => void; children: ReactNode }) {
  const { session, loggedOut, children } = props;
  const [live, setLive] = useState(NOTHING);
  const visible = useVisible();
  useEffect(() => {
    if (!visible) {
      return undefined;
    }
    const stop = new AbortController();
    void follow(session, stop.signal, setLive, loggedOut);
    return () => {
      stop.abort();
      setLive((last) => ({ ...last, link: last.complete ? "reconnecting" : "connecting" }));
    };
  }, [session, loggedOut, visible]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return visible;
}

/** The same, but no other for a while: for who listens to it. */
export function useSlowly<T>(value: T, ms: number): T {
  const latest = useRef(value);
  const [shown, setShown] = useState(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setInterval(() => setShown(latest.current), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return shown;
}

/** The time, again and again. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
