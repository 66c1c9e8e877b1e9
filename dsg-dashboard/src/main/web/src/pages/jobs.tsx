// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";
import { useAsk, useSession } from "../ask";
import { useDraft } from "../draft";
import { JobRow } from "../jobrow";
import { useLive, useNow } from "../live";
import type { Job, Jobs } from "../model";
import { Answer, Command, Empty } from "../parts";
import { go, Link, near, usePlace } from "../router";
import { texts } from "../texts";

const say = texts.jobs;
const PAGE = 50;
const EVERY_MS = 15_000;
const STATES = ["running", "waiting", "paused", "done", "failed", "cancelled"] as const;
/** As long as somebody goes on typing, nothing is asked. */
const TYPING_MS = 250;

/** All jobs, a page at a time, and which of them. */
export function JobsPage() {
  const place = usePlace();
  const { query } = place;
  const asked = new URLSearchParams({ limit: String(PAGE) });
  for (const word of ["state", "name", "by", "before"]) {
    const value = query.get(word);
    if (value !== null) {
      asked.set(word, value);
    }
  }
  const { jobs: live } = useLive();
  // A new job, or one less, makes it another page; what changes of a job is told anyway.
  const page = useAsk<Jobs>(`/api/v1/jobs?${asked.toString()}`, { everyMs: EVERY_MS, when: live.size, keep: true });
  const all = ["state", "name", "by", "before"].every((word) => query.get(word) === null);
  return (
    <>
      <h1>{say.title}</h1>
      <Filters />
      <Answer asked={page}>
        {({ jobs, next }) => (
          <>
            {jobs.length === 0 && (all ? <NoJobs /> : <NoneFits />)}
            {jobs.length > 0 && <List jobs={jobs.map((job) => fresh(job, live.get(job.id)))} />}
            <nav className="pager" aria-label={texts.pages}>
              {query.get("before") !== null && <Link to={near(place, { before: undefined })}>{say.newest}</Link>}
              {next !== undefined && <Link to={near(place, { before: String(next) })}>{say.older}</Link>}
            </nav>
          </>
        )}
      </Answer>
    </>
  );
}

/** What was told last of a job that was listed. */
const fresh = (listed: Job, told: Job | undefined): Job => told ?? listed;

function List({ jobs }: { jobs: readonly Job[] }) {
  const now = useNow(1_000);
  return (
    <ul className="jobs">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} now={now} />
      ))}
    </ul>
  );
}

/** Which jobs are shown; the address says it, so that it can be sent to somebody. */
function Filters() {
  const place = usePlace();
  const { me } = useSession();
  const { jobs } = useLive();
  const names = new Set([me.name, ...[...jobs.values()].map((job) => job.by)]);
  const by = place.query.get("by") ?? "";
  const name = place.query.get("name") ?? "";
  const [typed, setTyped] = useDraft(name);
  useEffect(() => {
    if (typed === name) {
      return undefined;
    }
    const timer = setTimeout(() => go(near(place, { name: typed, before: undefined }), { instead: true }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, name, place]);
  const choose = (change: Record<string, string>): void => go(near(place, { name: typed, ...change, before: undefined }));
  return (
    <form className="filters" role="search" aria-label={say.filter} onSubmit={(event) => event.preventDefault()}>
      <label>
        {say.name}
        <input type="search" data-search value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <label>
        {say.state}
        <select value={place.query.get("state") ?? ""} onChange={(event) => choose({ state: event.target.value })}>
          <option value="">{say.anyState}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {texts.jobStates[state]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say.by}
        <select value={by} onChange={(event) => choose({ by: event.target.value })}>
          <option value="">{say.anybody}</option>
          {[...new Set([...names, by])]
            .filter((one) => one !== "")
            .toSorted()
            .map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
        </select>
      </label>
    </form>
  );
}

function NoneFits() {
  return (
    <Empty title={say.noneFits}>
      <p>{say.noneFitsHint}</p>
      <p>
        <Link to="/jobs">{say.clear}</Link>
      </p>
    </Empty>
  );
}

/** Where there is no job yet: how one comes. */
export function NoJobs() {
  const { me } = useSession();
  return (
    <Empty title={texts.noJobs}>
      {me.role !== "viewer" && (
        <p>
          <Link to="/submit" className="button">
            {texts.noJobsWrite}
          </Link>
        </p>
      )}
      <p>
        {texts.noJobsHint} <Command text={texts.noJobsCommand} />
      </p>
      <p>
        {texts.noJobsExample} <Command text={texts.noJobsExampleCommand} />
      </p>
    </Empty>
  );
}
