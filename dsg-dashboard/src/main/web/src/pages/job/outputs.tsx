// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { useAsk, type Asked } from "../../ask";
import { bytes, moment } from "../../format";
import type { Contents, Job, ResultFile } from "../../model";
import { Answer, Empty, Table } from "../../parts";
import { FileLink, kindOf, Preview } from "../../preview";
import { go, Link, near, taskPath, usePlace } from "../../router";
import { texts } from "../../texts";

const say = texts.job.outputs;
/** With more tasks than this, a list of all files would be too long for a browser. */
const TASKS_MAX = 2_000;
const FIGURES_MAX = 6;
const LISTED_MAX = 500;
/** So many of the newest jobs are asked what they show, if that cannot be too much. */
const LATEST_JOBS = 6;
const LATEST_FILES_MAX = 100;
const LATEST_OF_JOB = 2;

interface Results {
  readonly files: readonly ResultFile[];
}

const made = (job: Job): number => job.tasks.done + job.tasks.cached;

function useResults(job: Job, all: boolean): Asked<Results> {
  const some = job.tasks.total <= TASKS_MAX && made(job) > 0;
  return useAsk<Results>(some ? `/api/v1/jobs/${job.id}/results${all ? "?all=true" : ""}` : undefined, {
    when: made(job),
    leastMs: 3_000,
  });
}

const shownOf = (results: Results | undefined): ResultFile[] =>
  (results?.files ?? []).filter((file) => file.show && file.collected_at === undefined);

/** What the newest of these jobs show; of each the first few. */
export function LatestResults({ jobs }: { jobs: readonly Job[] }) {
  const newest = jobs
    .filter((job) => made(job) > 0 && filesAtMost(job) <= LATEST_FILES_MAX)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, LATEST_JOBS);
  return (
    <section className="latest" aria-labelledby="latest">
      <h2 id="latest">{say.latest}</h2>
      <div className="figures">
        {newest.map((job) => (
          <FiguresOf key={job.id} job={job} />
        ))}
      </div>
    </section>
  );
}

/** The tasks of those stages whose files are results. */
const filesAtMost = (job: Job): number =>
  job.stages.filter((stage) => stage.final).reduce((sum, stage) => sum + stage.tasks.total, 0);

function FiguresOf({ job }: { job: Job }) {
  const { answer } = useResults(job, false);
  return shownOf(answer)
    .slice(0, LATEST_OF_JOB)
    .map((file) => <FigureOf key={`${file.task} ${file.output}`} file={file} />);
}

/** What the job file shows on purpose, also while the job runs. */
export function Shown({ job }: { job: Job }) {
  const { answer } = useResults(job, false);
  const files = shownOf(answer);
  if (files.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="shown">
      <h2 id="shown">{texts.job.graph.results}</h2>
      <Figures files={files.slice(0, FIGURES_MAX)} />
    </section>
  );
}

function Figures({ files }: { files: readonly ResultFile[] }) {
  return (
    <div className="figures">
      {files.map((file) => (
        <FigureOf key={`${file.task} ${file.output}`} file={file} />
      ))}
    </div>
  );
}

function FigureOf({ file }: { file: ResultFile }) {
  return (
    <figure className="figure">
      <Preview sha256={file.sha256} name={file.path} size={file.bytes} caption={file.caption} />
      <figcaption>
        {file.caption !== "" && <strong>{file.caption} </strong>}
        <Link to={taskPath(file.task)}>
          <bdi>{file.task}</bdi>
        </Link>{" "}
        <span className="muted">
          <bdi>{file.path}</bdi>
        </span>
      </figcaption>
    </figure>
  );
}

/** The files that a job has made. */
export function OutputsTab({ job }: { job: Job }) {
  return job.tasks.total > TASKS_MAX ? <ManyOutputs job={job} /> : <Outputs job={job} />;
}

function Outputs({ job }: { job: Job }) {
  const place = usePlace();
  const all = place.query.get("all") === "true";
  const asked = useResults(job, all);
  if (made(job) === 0) {
    return <Nothing />;
  }
  return (
    <>
      <Answer asked={asked}>
        {({ files }) => {
          const shown = shownOf({ files });
          return (
            <>
              {files.length === 0 && <Nothing none={say.notNamed} />}
              {shown.length > 0 && <Figures files={shown.slice(0, FIGURES_MAX)} />}
              {files.length > 0 && (
                <Table label={texts.job.tab.outputs} heads={[say.file, say.task, say.size, say.preview]}>
                  {files.slice(0, LISTED_MAX).map((file) => (
                    <FileRow key={`${file.task} ${file.output}`} file={file} />
                  ))}
                </Table>
              )}
            </>
          );
        }}
      </Answer>
      {job.stages.length > 1 && (
        <label className="check">
          <input
            type="checkbox"
            checked={all}
            onChange={(event) => go(near(place, { all: event.target.checked ? "true" : undefined }))}
          />{" "}
          {say.all}
        </label>
      )}
    </>
  );
}

function Nothing({ none }: { none?: string }) {
  return (
    <Empty title={none ?? say.none}>
      <p>{say.noneHint}</p>
    </Empty>
  );
}

function FileRow({ file }: { file: ResultFile }) {
  const [open, setOpen] = useState(false);
  const gone = file.collected_at;
  const name = `${file.folder}/${file.path}`;
  return (
    <>
      <tr>
        <th scope="row">
          <Link to={`/data?${new URLSearchParams({ ref: file.sha256 }).toString()}`} data-row title={texts.data.trace}>
            <bdi>{name}</bdi>
          </Link>
          {file.caption !== "" && <span className="muted"> {file.caption}</span>}
        </th>
        <td>
          <Link to={taskPath(file.task)}>{file.task}</Link>
        </td>
        <td className="number">{bytes(file.bytes)}</td>
        <td className="buttons-cell">
          {gone === undefined ? (
            <>
              {kindOf(file.path).is !== "none" && (
                <button
                  type="button"
                  className="small"
                  aria-expanded={open}
                  aria-label={say.show(name)}
                  onClick={() => setOpen(!open)}
                >
                  {say.preview}
                </button>
              )}
              <FileLink sha256={file.sha256} name={name} hideName />
            </>
          ) : (
            <span className="muted">{say.collected(moment(gone))}</span>
          )}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4}>
            <Preview sha256={file.sha256} name={file.path} size={file.bytes} caption={file.caption} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Of a job with very many tasks: a page of its results at a time, the largest first. */
function ManyOutputs({ job }: { job: Job }) {
  const place = usePlace();
  const from = place.query.get("from") ?? "0";
  const asked = useAsk<Contents>(`/api/v1/data?job=${job.id}&kind=result&limit=100&from=${encodeURIComponent(from)}`, { keep: true });
  return (
    <>
      <p className="muted">{say.large}</p>
      <Answer asked={asked}>
        {({ contents, next }) => (
          <>
            {contents.length === 0 && <Nothing />}
            {contents.length > 0 && (
              <Table label={texts.job.tab.outputs} heads={[say.file, say.size, texts.download]}>
                {contents.map((one) => (
                  <tr key={one.sha256}>
                    <th scope="row">
                      <Link to={`/data?${new URLSearchParams({ ref: one.sha256 }).toString()}`} data-row>
                        <bdi>{one.reference}</bdi>
                      </Link>
                    </th>
                    <td className="number">{bytes(one.bytes)}</td>
                    <td>
                      <FileLink sha256={one.sha256} name={one.reference} hideName />
                    </td>
                  </tr>
                ))}
              </Table>
            )}
            <nav className="pager" aria-label={texts.pages}>
              {from !== "0" && <Link to={near(place, { from: undefined })}>{texts.first}</Link>}
              {next !== undefined && <Link to={near(place, { from: String(next) })}>{texts.next}</Link>}
            </nav>
          </>
        )}
      </Answer>
    </>
  );
}
