// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import { useAsk } from "../../ask";
import { Chart, type Drawing } from "../../chart";
import { extent, isKnown, since, startOfDay, times, type History, type Span } from "../../figures";
import { count, memory, trimmed } from "../../format";
import type { GridNode } from "../../model";
import { Answer, Empty } from "../../parts";
import { everyMs, FigureTable, moments, SpanChoice, useAsTable, useSpan } from "../../spans";
import { texts } from "../../texts";

const say = texts.nodeFigures;
const SPANS: readonly Span[] = ["1h", "7d"];

/** How a machine fared of late: its processor, its memory, its tasks. */
export function NodeHistory({ node }: { node: GridNode }) {
  const span = useSpan(SPANS);
  const path = `/api/v1/nodes/${encodeURIComponent(node.name)}/history`;
  const asked = useAsk<History>(`${path}?span=${span}`, { everyMs: everyMs(span), keep: true });
  const day = useAsk<History>(`${path}?span=24h`, { everyMs: 30_000, when: node.running });
  return (
    <section aria-labelledby="history">
      <header className="section-head">
        <h2 id="history">{say.title}</h2>
        <SpanChoice label={say.spans} spans={SPANS} />
      </header>
      {day.answer !== undefined && <Today day={day.answer} />}
      <Answer asked={asked}>{(history) => <Shown node={node} history={history} />}</Answer>
    </section>
  );
}

function Today({ day }: { day: History }) {
  const from = startOfDay(day.at);
  const of = (name: string): string => count(since(day, name, from));
  return <p>{say.today(of("done"), of("failed"), of("given_back"))}</p>;
}

function Shown({ node, history }: { node: GridNode; history: History }) {
  const asTable = useAsTable();
  const drawings = useMemo(() => drawn(node, history), [node, history]);
  if (!isKnown(history.figures["running"] ?? [])) {
    return (
      <Empty title={say.none}>
        <p>{say.noneHint}</p>
      </Empty>
    );
  }
  const cell = (name: string, write: (value: number) => string) => (index: number): string => {
    const value = history.figures[name]?.[index];
    return value === null || value === undefined ? "" : write(value);
  };
  if (asTable) {
    return (
      <FigureTable
        label={say.title}
        history={history}
        columns={[
          [say.load, cell("load", trimmed)],
          [say.own, cell("own_load", trimmed)],
          [say.memory, cell("memory_used_mib", memory)],
          [say.running, cell("running", trimmed)],
          [say.done, cell("done", count)],
          [say.failed, cell("failed", count)],
          [say.givenBack, cell("given_back", count)],
        ]}
      />
    );
  }
  return (
    <div className="charts">
      {drawings.map(({ label, summary, drawing }) => (
        <Chart key={label} label={label} summary={summary} drawing={drawing} />
      ))}
    </div>
  );
}

/** So that whole ones stand at the side. */
const MIB_A_GIB = 1024;
const MUTED = { colour: "--waiting", dash: [] };
const OWN = { colour: "--running", dash: [6, 4] };
const MEMORY = { colour: "--paused", dash: [] };
const TASKS = { colour: "--done", dash: [] };

function drawn(node: GridNode, history: History): { label: string; summary: string; drawing: Drawing }[] {
  const x = times(history);
  const of = (name: string) => history.figures[name] ?? [];
  const base = { x, isTime: true, place: moments(history.span), fromZero: true };
  const written = (name: string, write: (value: number) => string): string => {
    const found = extent(of(name));
    return found === undefined ? say.unknown : say.between(write(found.least), write(found.most), write(found.last));
  };
  const cores = Math.max(node.cores, node.hardware?.physical_cores ?? 0);
  const all = [
    {
      label: say.load,
      summary: say.loadIs(written("load", trimmed), trimmed(cores)),
      drawing: {
        ...base,
        curves: [
          { name: say.loadAll, look: MUTED, values: of("load") },
          { name: say.own, look: OWN, values: of("own_load") },
        ],
        amount: trimmed,
        most: cores,
      },
    },
    {
      label: say.memory,
      summary: say.memoryIs(written("memory_used_mib", memory), memory(node.memory_mib)),
      drawing: {
        ...base,
        curves: [{ name: say.memory, look: MEMORY, values: of("memory_used_mib").map((mib) => (mib === null ? null : mib / MIB_A_GIB)) }],
        amount: (gib: number) => memory(gib * MIB_A_GIB),
        most: node.memory_mib / MIB_A_GIB,
      },
    },
    {
      label: say.running,
      summary: say.tasksAre(written("running", trimmed)),
      drawing: { ...base, curves: [{ name: say.running, look: TASKS, values: of("running") }], amount: trimmed, most: 1 },
    },
  ];
  return all.filter(({ drawing }) => drawing.curves.some((curve) => isKnown(curve.values)));
}
