// SPDX-License-Identifier: Apache-2.0
import type { FormEvent } from "react";
import { useAsk, useSession } from "../ask";
import { Collect } from "./collect";
import { useDraft } from "../draft";
import { bytes, count, moment } from "../format";
import { share } from "../jobrow";
import type { Content, ContentKind, Contents, Step, Trace, Usage } from "../model";
import { Answer, Bar, Empty, Name, Table } from "../parts";
import { FileLink, Preview } from "../preview";
import { go, jobPath, Link, near, taskPath, usePlace } from "../router";
import { texts } from "../texts";

const say = texts.data;
const KINDS: readonly ContentKind[] = ["put", "input", "result", "intermediate", "log"];
const PAGE = 50;
const EVERY_MS = 30_000;

/** What the grid keeps: how much of what, where each comes from. */
export function DataPage() {
  const ref = usePlace().query.get("ref");
  return (
    <>
      <h1>{say.title}</h1>
      <Find now={ref ?? ""} />
      {ref === null ? (
        <>
          <UsageSection />
          <Stored />
        </>
      ) : (
        <Found wanted={ref} />
      )}
    </>
  );
}

function Find({ now }: { now: string }) {
  const [typed, setTyped] = useDraft(now);
  const find = (event: FormEvent): void => {
    event.preventDefault();
    go(`/data?${new URLSearchParams({ ref: typed.trim() }).toString()}`);
  };
  return (
    <form className="filters" role="search" aria-label={say.find} onSubmit={find}>
      <label className="wide">
        {say.findLabel}
        <input
          type="search"
          required
          data-search
          aria-describedby="find-hint"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <button type="submit">{say.find}</button>
      <p id="find-hint" className="muted hint">
        {say.findHint}
      </p>
    </form>
  );
}

function UsageSection() {
  const { me } = useSession();
  const asked = useAsk<Usage>("/api/v1/data/usage", { everyMs: EVERY_MS });
  return (
    <section aria-labelledby="usage">
      <h2 id="usage">{say.usage}</h2>
      <Answer asked={asked}>
        {(usage) => {
          const all = KINDS.reduce((sum, kind) => sum + usage.kinds[kind].bytes, usage.journal_bytes + usage.unused.bytes);
          const rows = [
            ...KINDS.map((kind) => ({ name: say.kinds[kind], contents: usage.kinds[kind].contents, size: usage.kinds[kind].bytes })),
            { name: say.unused, contents: usage.unused.contents, size: usage.unused.bytes },
            { name: say.journal, contents: undefined, size: usage.journal_bytes },
          ];
          const disk = say.disk(bytes(usage.disk_free_bytes), bytes(usage.disk_total_bytes));
          const taken = share(usage.disk_total_bytes - usage.disk_free_bytes, usage.disk_total_bytes);
          return (
            <>
              <div className="meters">
                <div className="meter">
                  <span>{say.diskBar}</span>
                  <Bar label={say.diskBar} text={disk} parts={[{ share: taken, look: "waiting" }]} />
                  <span className="muted">{disk}</span>
                </div>
              </div>
              <Table label={say.usage} heads={[say.kind, say.contents, say.size, say.part]}>
                {rows.map((row) => (
                  <tr key={row.name}>
                    <th scope="row">{row.name}</th>
                    <td className="number">{row.contents === undefined ? "" : count(row.contents)}</td>
                    <td className="number">{bytes(row.size)}</td>
                    <td className="progress-cell">
                      <Bar label={row.name} text={bytes(row.size)} parts={[{ share: share(row.size, all), look: "running" }]} />
                    </td>
                  </tr>
                ))}
              </Table>
              {usage.jobs.length > 0 && <Largest jobs={usage.jobs} />}
              {me.role === "admin" && <Collect done={asked.again} />}
            </>
          );
        }}
      </Answer>
    </section>
  );
}

function Largest({ jobs }: { jobs: Usage["jobs"] }) {
  return (
    <>
      <h3>{say.largest}</h3>
      <Table label={say.largest} heads={[say.job, say.contents, say.size]}>
        {jobs.map((job) => (
          <tr key={job.id}>
            <th scope="row">
              <Link to={jobPath(job.id)} data-row>
                {job.id} <bdi>{job.name}</bdi>
              </Link>
            </th>
            <td className="number">{count(job.contents)}</td>
            <td className="number">{bytes(job.bytes)}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Stored() {
  const place = usePlace();
  const kind = place.query.get("kind") ?? "";
  const from = place.query.get("from");
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (kind !== "") {
    query.set("kind", kind);
  }
  if (from !== null) {
    query.set("from", from);
  }
  const asked = useAsk<Contents>(`/api/v1/data?${query.toString()}`, { everyMs: EVERY_MS, keep: true });
  return (
    <section aria-labelledby="stored">
      <h2 id="stored">{say.stored}</h2>
      <div className="filters">
        <label>
          {say.kind}
          <select value={kind} onChange={(event) => go(near(place, { kind: event.target.value, from: undefined }))}>
            <option value="">{say.anyKind}</option>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {say.kinds[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Answer asked={asked}>
        {({ contents, total, next }) => (
          <>
            {contents.length === 0 ? (
              <Empty title={say.none}>
                <p>{say.noneHint}</p>
              </Empty>
            ) : (
              <>
                <p className="muted">{say.total(total)}</p>
                <ContentTable contents={contents} />
              </>
            )}
            <nav className="pager" aria-label={texts.pages}>
              {from !== null && <Link to={near(place, { from: undefined })}>{say.first}</Link>}
              {next !== undefined && <Link to={near(place, { from: String(next) })}>{say.next}</Link>}
            </nav>
          </>
        )}
      </Answer>
    </section>
  );
}

function ContentTable({ contents }: { contents: Contents["contents"] }) {
  return (
    <Table label={say.stored} heads={[say.name, say.kind, say.size, say.jobs, say.where]}>
      {contents.map((one) => (
        <tr key={one.sha256}>
          <th scope="row" className="name-cell">
            <Link to={to(one.sha256)} data-row>
              <Name text={one.reference} />
            </Link>
          </th>
          <td>{say.kinds[one.kind]}</td>
          <td className="number">{bytes(one.bytes)}</td>
          <td>
            {one.jobs.map((job) => (
              <Link key={job} to={jobPath(job)} className="job-number">
                {job}
              </Link>
            ))}
          </td>
          <td>{say.places[one.where]}</td>
        </tr>
      ))}
    </Table>
  );
}

/** One content: what it is, what is in it, and the road back from it. */
function Found({ wanted }: { wanted: string }) {
  const asked = useAsk<Content>(`/api/v1/data/find?${new URLSearchParams({ ref: wanted }).toString()}`);
  return (
    <>
      <p className="back">
        <Link to="/data" data-back>
          ‹ {say.traceBack}
        </Link>
      </p>
      <Answer asked={asked}>
        {(content) => {
          const isHere = content.where === "file" || content.where === "journal";
          return (
            <>
              <header className="head">
                <h2>
                  <Name text={content.names[0] ?? content.file} />
                </h2>
                {isHere && <FileLink sha256={content.sha256} name={content.file} hideName />}
              </header>
              <p className="facts">
                <span>{bytes(content.bytes)}</span>
                {content.kind !== undefined && <span>{say.kinds[content.kind]}</span>}
                <span>{say.places[content.where]}</span>
                {content.collected_at !== undefined && <span>{moment(content.collected_at)}</span>}
              </p>
              <p>
                <code className="sha">{content.sha256}</code>
              </p>
              {isHere && (
                <section aria-labelledby="preview">
                  <h2 id="preview">{say.preview}</h2>
                  <Preview sha256={content.sha256} name={content.file} size={content.bytes} caption="" />
                </section>
              )}
              <Road sha256={content.sha256} />
              <Uses content={content} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

const to = (sha256: string): string => `/data?${new URLSearchParams({ ref: sha256 }).toString()}`;

const taskOf = (attempt: string): string => attempt.replace(/\.a\d+$/, "");

function Road({ sha256 }: { sha256: string }) {
  const asked = useAsk<Trace>(`/api/v1/data/contents/${sha256}/trace`);
  return (
    <section aria-labelledby="road">
      <h2 id="road">{say.trace}</h2>
      <Answer asked={asked}>
        {(trace) => (
          <>
            <ul className="plain">
              {trace.names.map((name) => (
                <li key={name}>{say.putAs(name)}</li>
              ))}
              {trace.given.map((one) => (
                <li key={`${one.job} ${one.path}`}>
                  <Link to={jobPath(one.job)}>{say.handedIn(one.path, one.job)}</Link>
                </li>
              ))}
            </ul>
            {trace.steps.length + trace.given.length + trace.names.length === 0 && <p className="muted">{say.nobody}</p>}
            <ol className="road">
              {trace.steps.map((step, index) => (
                <StepView key={step.attempt} step={step} wanted={sha256} open={index === 0} />
              ))}
            </ol>
            {!trace.complete && <p className="muted">{say.notAll}</p>}
          </>
        )}
      </Answer>
    </section>
  );
}

const INPUTS_MAX = 24;

function StepView({ step, wanted, open }: { step: Step; wanted: string; open: boolean }) {
  return (
    <li className="step">
      <details open={open}>
        <summary>
          {say.made(step.attempt, step.node)}{" "}
          <span className="muted">
            <bdi>{step.job_name}</bdi>, {moment(step.ended_at)}
          </span>
        </summary>
        <dl className="fact-list">
          <div>
            <dt>{texts.job.tasks.task}</dt>
            <dd>
              <Link to={taskPath(step.task)}>{step.task}</Link>
            </dd>
          </div>
          <div>
            <dt>{say.ran}</dt>
            <dd>
              <code>{step.argv.join(" ").slice(0, 500)}</code>
            </dd>
          </div>
          {step.inputs.length > 0 && (
            <div>
              <dt>{say.took}</dt>
              <dd>
                {step.inputs.slice(0, INPUTS_MAX).map((input) => (
                  <Link key={`${input.path} ${input.sha256}`} to={to(input.sha256)} className="job-number">
                    <bdi>{input.path}</bdi>
                  </Link>
                ))}
                {step.inputs.length > INPUTS_MAX && (
                  <span className="muted"> {texts.health.more(step.inputs.length - INPUTS_MAX)}</span>
                )}
              </dd>
            </div>
          )}
          <div>
            <dt>{say.gave}</dt>
            <dd>
              {step.outputs.map((output) =>
                output.sha256 === wanted ? (
                  <strong key={output.name} className="job-number">
                    <bdi>{output.name}</bdi>
                  </strong>
                ) : (
                  <Link key={output.name} to={to(output.sha256)} className="job-number">
                    <bdi>{output.name}</bdi>
                  </Link>
                ),
              )}
            </dd>
          </div>
        </dl>
      </details>
    </li>
  );
}

function Uses({ content }: { content: Content }) {
  if (content.uses.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="uses">
      <h2 id="uses">{say.uses}</h2>
      <Table label={say.uses} heads={[say.job, say.kind, say.name]}>
        {content.uses.map((use) => (
          <tr key={`${use.job} ${use.attempt ?? ""} ${use.name} ${use.kind}`}>
            <th scope="row">
              <Link to={use.attempt === undefined ? jobPath(use.job) : taskPath(taskOf(use.attempt))} data-row>
                {use.attempt ?? use.job}
              </Link>
            </th>
            <td>{say.kinds[use.kind]}</td>
            <td>
              <bdi>{use.name}</bdi>
            </td>
          </tr>
        ))}
      </Table>
      {content.uses_total > content.uses.length && <p className="muted">{say.moreUses(content.uses_total)}</p>}
    </section>
  );
}
