// SPDX-License-Identifier: Apache-2.0
import { useAsk } from "../ask";
import { count, span, trimmed } from "../format";
import { share } from "../jobrow";
import type { Share, Shares } from "../model";
import { Answer, Bar, Empty, Name, Table } from "../parts";
import { Link } from "../router";
import { Spans, useSpan } from "../spans";
import { texts } from "../texts";

const say = texts.shares;
const EVERY_MS = 10_000;
const HOUR_S = 3_600;

/** Who has how much of the grid: now, and of what was done lately. */
export function SharesPage() {
  const back = useSpan(undefined, "24h");
  const asked = useAsk<Shares>(`/api/v1/shares?span=${back}`, { everyMs: EVERY_MS, keep: true });
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
  const { users } = shares;
  if (users.length === 0) {
    return (
      <Empty title={say.none}>
        <p>{say.noneHint}</p>
      </Empty>
    );
  }
  const used = users.reduce((sum, user) => sum + user.cpu_s, 0);
  const cores = users.reduce((sum, user) => sum + user.cores, 0);
  return (
    <>
      <p className="sum" role="status">{say.summary(users.length, texts.chart.inSpan[shares.span], time(used), trimmed(cores))}</p>
      <Table label={say.title} heads={[say.who, say.share, say.now, say.waiting, say.done, say.failed, say.saved]}>
        {users.map((user) => (
          <Row key={user.user} user={user} used={used} />
        ))}
      </Table>
      <p className="muted sum">{say.hint}</p>
    </>
  );
}

/** Time of processors: what is long is counted in hours of a core. */
const time = (seconds: number): string => (seconds < HOUR_S ? span(seconds) : texts.throughput.coreHours(trimmed(seconds / HOUR_S)));

const percent = (part: number): string => (part > 0 && part < 0.001 ? `< ${trimmed(0.1)}` : trimmed(part * 100));

function Row({ user, used }: { user: Share; used: number }) {
  const part = share(user.cpu_s, used);
  const text = say.part(percent(part), time(user.cpu_s));
  return (
    <tr>
      <th scope="row" className="name-cell">
        <Link to={`/jobs?${new URLSearchParams({ by: user.user }).toString()}`} data-row>
          <Name text={user.user} />
        </Link>
      </th>
      <td className="progress-cell">
        <Bar label={user.user} text={text} parts={[{ share: part, look: "done" }]} />
        <span className="muted">{text}</span>
      </td>
      <td className="number">{user.running > 0 ? say.tasksOn(count(user.running), trimmed(user.cores)) : say.nothing}</td>
      <td className="number">{count(user.waiting)}</td>
      <td className="number">{count(user.done)}</td>
      <td className="number">{count(user.failed)}</td>
      <td className="number">{user.cached > 0 ? say.savedOf(count(user.cached), time(user.saved_s)) : say.nothing}</td>
    </tr>
  );
}
