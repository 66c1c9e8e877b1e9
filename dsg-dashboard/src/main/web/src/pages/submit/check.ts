// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useState } from "react";
import { ask, Problem, problem } from "../../api";
import { CallerContext } from "../../ask";
import type { Mistake, Param, Plan, Wanted } from "../../model";

/** What the grid says of a job file that is not handed in yet. */
export interface Check {
  readonly mistakes: readonly Mistake[];
  readonly params: readonly Param[];
  readonly wanted: readonly Wanted[];
  /** The files, folders and patterns that it names. */
  readonly named: readonly string[];
  readonly plan: Plan | undefined;
  /** Why it could not be asked. */
  readonly fault: Problem | undefined;
}

export const NOTHING_CHECKED: Check = { mistakes: [], params: [], wanted: [], named: [], plan: undefined, fault: undefined };

const list = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? (value as T[]) : []);

/** What a refusal tells of the job file; of one that is not about the file, what was known before stays. */
export function refused(fault: Problem, before: Check): Check {
  if (fault.kind !== "invalid-job-file") {
    return { ...before, fault };
  }
  const mistakes = list<Mistake>(fault.more["problems"]);
  const wanted = list<Wanted>(fault.more["wanted"]);
  const params = list<Param>(fault.more["params"]);
  const unreadable = mistakes.some((one) => UNREADABLE.has(one.code));
  return {
    // That a file is still to be picked is no mistake of the job file.
    mistakes: mistakes.filter((one) => one.code !== NO_FILE || !wanted.some((file) => one.what.includes(file.path))),
    // While somebody is in the middle of a line, the form does not come and go.
    params: unreadable && params.length === 0 ? before.params : params,
    wanted: unreadable ? before.wanted : wanted,
    named: unreadable ? before.named : list<string>(fault.more["named"]),
    plan: undefined,
    fault: undefined,
  };
}

const NO_FILE = "E105";
/** The text is no YAML at the moment. */
const UNREADABLE = new Set(["E100", "E107", "E108", "E120", "E121"]);

const planned = (plan: Plan): Check => ({
  mistakes: plan.warnings,
  params: plan.params,
  wanted: [],
  named: plan.named,
  plan,
  fault: undefined,
});

const TYPING_MS = 350;
const AFTER_FAULT_MS = 4_000;

/** Asks the grid what it says of a submission whenever it is another one, once nobody has typed for a moment. */
export function useCheck(body: string | undefined): {
  check: Check;
  asking: boolean;
  tell: (fault: Problem) => void;
} {
  const caller = useContext(CallerContext);
  const token = caller?.session.token;
  const loggedOut = caller?.loggedOut;
  const [check, setCheck] = useState(NOTHING_CHECKED);
  const [asked, setAsked] = useState<string>();
  useEffect(() => {
    if (body === undefined) {
      return undefined;
    }
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      try {
        const plan = await ask<Plan>("POST", "/api/v1/jobs/plan", token, body, { signal: stop.signal });
        if (!stop.signal.aborted) {
          setCheck(planned(plan));
          setAsked(body);
        }
      } catch (thrown) {
        if (stop.signal.aborted) {
          return;
        }
        const fault = problem(thrown);
        if (fault.status === 401) {
          loggedOut?.();
        }
        setCheck((before) => refused(fault, before));
        setAsked(body);
        if (fault.status === 0 || fault.status >= 500) {
          timer = setTimeout(() => void look(), AFTER_FAULT_MS);
        }
      }
    };
    timer = setTimeout(() => void look(), TYPING_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [body, token, loggedOut]);
  return {
    check: body === undefined ? NOTHING_CHECKED : check,
    asking: body !== undefined && asked !== body,
    tell: (fault) => setCheck((before) => refused(fault, before)),
  };
}
