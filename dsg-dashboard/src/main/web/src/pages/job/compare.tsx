// SPDX-License-Identifier: Apache-2.0
import type { FormEvent } from "react";
import { useAsk } from "../../ask";
import { useDraft } from "../../draft";
import { count } from "../../format";
import { useLive } from "../../live";
import type { Diff, Job } from "../../model";
import { Answer, Said, Table } from "../../parts";
import { go, near, usePlace } from "../../router";
import { texts } from "../../texts";

const say = texts.job.compare;

/** What is other in this job than in an earlier one, by content. */
export function CompareTab({ job }: { job: Job }) {
  const place = usePlace();
  const { jobs } = useLive();
  const earlier = [...jobs.values()].filter((one) => one.id < job.id && one.name === job.name).at(-1);
  const named = place.query.get("with") ?? String(earlier?.id ?? "");
  const [typed, setTyped] = useDraft(named);
  const path = `/api/v1/jobs/${job.id}/diff?since=${encodeURIComponent(named)}`;
  const asked = useAsk<Diff>(named === "" ? undefined : path, { when: job.tasks.done });
  const compare = (event: FormEvent): void => {
    event.preventDefault();
    go(near(place, { with: typed }));
  };
  return (
    <>
      <form className="filters" onSubmit={compare}>
        <label>
          {say.with}
          <input type="number" min={1} required value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <button type="submit">{say.compare}</button>
      </form>
      {named === "" ? <p className="muted">{say.hint}</p> : <Answer asked={asked}>{(diff) => <Differences diff={diff} />}</Answer>}
    </>
  );
}

function Differences({ diff }: { diff: Diff }) {
  const listed = (all: Readonly<Record<string, number>>): string =>
    Object.entries(all)
      .map(([what, tasks]) => say.times(what, tasks))
      .join("; ");
  return (
    <>
      <p>{diff.file_changed ? say.fileChanged : say.fileSame}</p>
      {diff.params.length === 0 ? (
        <p>{say.sameParams}</p>
      ) : (
        <section aria-labelledby="params">
          <h2 id="params">{say.params}</h2>
          <Table label={say.params} heads={[say.name, say.before(diff.before), say.before(diff.after)]}>
            {diff.params.map((param) => (
              <tr key={param.name}>
                <th scope="row">{param.name}</th>
                <td>{param.before ?? <span className="muted">{say.absent}</span>}</td>
                <td>{param.after ?? <span className="muted">{say.absent}</span>}</td>
              </tr>
            ))}
          </Table>
        </section>
      )}
      <section aria-labelledby="stages">
        <h2 id="stages">{say.stages}</h2>
        <Table label={say.stages} heads={[say.stage, say.tasks, say.same, say.changes, say.outputs, say.other]}>
          {diff.stages.map((stage) => (
            <tr key={stage.name}>
              <th scope="row">{stage.name}</th>
              <td>{say.tasksOf(stage.tasks_before, stage.tasks_after)}</td>
              <td className="number">{count(stage.same)}</td>
              <td className="why-cell">
                <Said text={listed(stage.changes)} />
              </td>
              <td className="number">{count(stage.same_outputs)}</td>
              <td className="why-cell">
                <bdi>{listed(stage.other_outputs)}</bdi>
              </td>
            </tr>
          ))}
        </Table>
      </section>
    </>
  );
}
