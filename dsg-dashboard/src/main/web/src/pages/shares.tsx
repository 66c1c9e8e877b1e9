// SPDX-License-Identifier: Apache-2.0
import { useAsk } from "../ask";
import { count, span, trimmed } from "../format";
import { Answer, Bar, Empty, Name, Table } from "../parts";
import { Link } from "../router";
import { everyMs, Spans, useSpan } from "../spans";
import { texts } from "../texts";
import type { Share, Shares } from "../model";

const say = texts.shares;

/** Who has how much of the grid: now, and of what was done lately. */
export function SharesPage() {
  const back = useSpan(undefined, "24h");
  const asked = useAsk<Shares>(`/api/v1/shares?span=${back}`, { everyMs: Math.min(everyMs(back), 10_000), keep: true });
  return (
    <>
      <header className="section-head">
        <h1>{say.title}</h1>
        <Spans label={say.spans} usual="24h" />
      </header>
      <Answer asked={asked}>{(shares) => <Shown shares={shares} />}</Answer>
    </>
  );
}

function Shown({ shares }: { shares: Shares }) {
  const { people } = shares;
  if (people.length === 0) {
    return (
      <Empty title={say.none}>
        <p>{say.noneHint}</p>
      </Empty>
    );
  }
  const used = people.reduce((sum, person) => sum + person.cpu_s, 0);
  const cores = people.reduce((sum, person) => sum + person.cores, 0);
  return (
    <>
      <p className="sum" role="status">{say.summary(people.length, texts.chart.inSpan[shares.span], time(used), trimmed(cores))}</p>
      <Table label={say.title} heads={[say.who, say.share, say.now, say.waiting, say.done, say.failed, say.saved]}>
        {people.map((person) => (
          <Row key={person.user} person={person} />
        ))}
      </Table>
      <p className="muted sum">{say.hint}</p>
    </>
  );
}

const HOUR = 3_600;

/** Time of processors: what is long is counted in hours of a core. */
const time = (seconds: number): string => (seconds < HOUR ? span(seconds) : texts.throughput.coreHours(trimmed(seconds / HOUR)));

const percent = (share: number): string => (share > 0 && share < 0.001 ? `< ${trimmed(0.1)}` : trimmed(share * 100));

function Row({ person }: { person: Share }) {
  const part = say.part(percent(person.share), time(person.cpu_s));
  return (
    <tr>
      <th scope="row" className="name-cell">
        <Link to={`/jobs?${new URLSearchParams({ by: person.user }).toString()}`} data-row>
          <Name text={person.user} />
        </Link>
      </th>
      <td className="progress-cell">
        <Bar label={person.user} text={part} parts={[{ share: person.share, look: "done" }]} />
        <span className="muted">{part}</span>
      </td>
      <td className="number">{person.running > 0 ? say.tasksOn(count(person.running), trimmed(person.cores)) : say.nothing}</td>
      <td className="number">{count(person.waiting)}</td>
      <td className="number">{count(person.done)}</td>
      <td className="number">{count(person.failed)}</td>
      <td className="number">{person.cached > 0 ? say.savedOf(count(person.cached), time(person.saved_s)) : say.nothing}</td>
    </tr>
  );
}
