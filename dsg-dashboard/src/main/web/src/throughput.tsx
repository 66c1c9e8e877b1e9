// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import { useAsk } from "./ask";
import { Chart, type Drawing } from "./chart";
import { extent, hoursSince, isKnown, perMinute, since, startOfDay, times, type History } from "./figures";
import { count, trimmed } from "./format";
import { Answer, Empty } from "./parts";
import { everyMs, FigureTable, moments, SpanChoice, useAsTable, useSpan } from "./spans";
import { texts } from "./texts";

const say = texts.throughput;
const LOOKS = {
  done: { colour: "--done", dash: [] },
  cached: { colour: "--cached", dash: [6, 4] },
  failed: { colour: "--failed", dash: [2, 3] },
};

/** How many tasks the grid gets done, and what that came to today. */
export function Throughput() {
  const span = useSpan();
  const asked = useAsk<History>(`/api/v1/history?span=${span}`, { everyMs: everyMs(span), keep: true });
  const day = useAsk<History>("/api/v1/history?span=24h", { everyMs: 30_000 });
  return (
    <section aria-labelledby="throughput">
      <header className="section-head">
        <h2 id="throughput">{say.title}</h2>
        <SpanChoice label={say.spans} />
      </header>
      <Answer asked={asked}>{(history) => <Shown history={history} day={day.answer} />}</Answer>
    </section>
  );
}

function Shown({ history, day }: { history: History; day: History | undefined }) {
  const asTable = useAsTable();
  const drawing = useMemo(() => drawn(history), [history]);
  if (!isKnown(history.figures["running"] ?? [])) {
    return (
      <Empty title={say.none}>
        <p>{say.noneHint}</p>
      </Empty>
    );
  }
  const at = (name: string, index: number): string => count(Math.round(history.figures[name]?.[index] ?? 0));
  return (
    <>
      {asTable ? (
        <FigureTable
          label={say.title}
          history={history}
          columns={[
            [say.done, (index) => at("done", index)],
            [say.cached, (index) => at("cached", index)],
            [say.failed, (index) => at("failed", index)],
            [say.running, (index) => trimmed(history.figures["running"]?.[index] ?? 0)],
            [say.waiting, (index) => at("waiting", index)],
            [say.cores, (index) => trimmed(history.figures["cores"]?.[index] ?? 0)],
          ]}
        />
      ) : (
        <Chart label={say.title} summary={summary(history)} drawing={drawing} />
      )}
      {day !== undefined && <Today day={day} />}
    </>
  );
}

function drawn(history: History): Drawing {
  const curve = (name: keyof typeof LOOKS) => ({ name: say[name], look: LOOKS[name], values: perMinute(history, name) });
  return {
    x: times(history),
    curves: [curve("done"), curve("cached"), curve("failed")],
    isTime: true,
    place: moments(history.span),
    amount: trimmed,
    most: 1,
    fromZero: true,
  };
}

function summary(history: History): string {
  const rates = extent(perMinute(history, "done"));
  const all = since(history, "done", 0) + since(history, "cached", 0);
  return say.summary(texts.chart.inSpan[history.span], count(all), trimmed(rates?.most ?? 0), count(since(history, "failed", 0)));
}

/** What the day has brought so far. */
function Today({ day }: { day: History }) {
  const from = startOfDay(day.at);
  const failed = since(day, "failed", from);
  const retried = since(day, "retried", from);
  return (
    <p className="facts">
      <span>{say.today(count(since(day, "done", from)))}</span>
      <span>{say.coreHours(trimmed(hoursSince(day, "cores", from)))}</span>
      <span>{say.saved(count(since(day, "cached", from)), trimmed(since(day, "saved_s", from) / 3600))}</span>
      <span>{say.failedToday(count(failed), count(retried))}</span>
    </p>
  );
}
