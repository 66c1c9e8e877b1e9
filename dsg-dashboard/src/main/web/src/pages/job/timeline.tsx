// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useAsk } from "../../ask";
import { ago, clock, span } from "../../format";
import { lanesOf, piecesOf, ticks, type NodeLanes, type Piece } from "../../lanes";
import { useNow } from "../../live";
import { isOver, type Job, type Tasks } from "../../model";
import { Answer, Empty, Leaf, Table } from "../../parts";
import { go, Link, near, nodePath, taskPath, usePlace } from "../../router";
import { EndMark, lookOf } from "../../state";
import { texts } from "../../texts";
import { StageChoice, useStage } from "../job";

const say = texts.job.timeline;
const PAGE = 500;
const ROWS = 50;
const EVERY_MS = 5_000;
const LANE = 20;
const GAP = 4;
const HEAD = 22;
/** In percent of the width, so that the shortest can still be seen and pointed at. */
const LEAST = 0.4;

/** When each attempt ran, and where: one page of a stage's tasks. */
export function TimelineTab({ job }: { job: Job }) {
  const place = usePlace();
  const { name } = useStage(job);
  const counts = job.stages.find((one) => one.name === name)?.tasks;
  const path = `/api/v1/jobs/${job.id}/stages/${encodeURIComponent(name)}/tasks?limit=${PAGE}`;
  const asked = useAsk<Tasks>(path, { everyMs: isOver(job) ? undefined : EVERY_MS, when: JSON.stringify(counts), leastMs: 4_000 });
  const asTable = place.query.get("view") === "table";
  return (
    <>
      <div className="filters">
        <StageChoice job={job} />
        <Link to={near(place, { view: asTable ? undefined : "table" })}>
          {asTable ? texts.viewAsPicture : texts.viewAsTable}
        </Link>
      </div>
      <Answer asked={asked}>{(page) => <Times page={page} asTable={asTable} over={isOver(job)} />}</Answer>
    </>
  );
}

function Times({ page, asTable, over }: { page: Tasks; asTable: boolean; over: boolean }) {
  const now = useNow(over ? 3_600_000 : 2_000);
  const pieces = useMemo(() => piecesOf(page.tasks, now), [page, now]);
  const nodes = useMemo(() => lanesOf(pieces), [pieces]);
  if (pieces.length === 0) {
    return (
      <Empty title={say.none}>
        <p>{say.noneHint}</p>
      </Empty>
    );
  }
  return (
    <>
      {asTable ? <Rows nodes={nodes} /> : <Bars nodes={nodes} pieces={pieces} />}
      {page.next !== undefined && <p className="muted">{say.part}</p>}
    </>
  );
}

const words = (piece: Piece): string => {
  const end = piece.end === undefined ? say.running : texts.ends[piece.end];
  return say.bar(piece.task, piece.node, end, span((piece.to - piece.from) / 1000));
};

const keyOf = (piece: Piece): string => `${piece.task} ${piece.attempt}`;

function Bars({ nodes, pieces }: { nodes: readonly NodeLanes[]; pieces: readonly Piece[] }) {
  const from = Math.min(...pieces.map((piece) => piece.from));
  const to = Math.max(from + 1_000, ...pieces.map((piece) => piece.to));
  const x = (time: number): number => ((time - from) / (to - from)) * 100;
  const bars = useRef(new Map<string, HTMLAnchorElement>());
  const lines = nodes.flatMap((node) => node.lanes);
  const [reached, setReached] = useState<string>();
  const first = lines[0]?.[0];
  const current = pieces.some((piece) => keyOf(piece) === reached) ? reached : first && keyOf(first);
  const walk = (event: KeyboardEvent, piece: Piece): void => {
    if (event.key === "Enter") {
      event.preventDefault();
      go(taskPath(piece.task));
      return;
    }
    const next = beside(lines, piece, event.key);
    if (next !== undefined) {
      event.preventDefault();
      setReached(keyOf(next));
      bars.current.get(keyOf(next))?.focus();
    }
  };
  return (
    <div className="timeline" role="group" aria-label={say.label(pieces.length, nodes.length)}>
      <Patterns />
      <Axis from={from} to={to} x={x} />
      {nodes.map(({ node, lanes }) => {
        const height = lanes.length * (LANE + GAP) + GAP;
        return (
          <div key={node} className="timeline-node">
            <Link to={nodePath(node)} className="cut">
              {node}
            </Link>
            <svg width="100%" height={height}>
              {lanes.map((lane, index) =>
                lane.map((piece) => (
                  <a
                    key={keyOf(piece)}
                    ref={(bar) => void (bar === null ? bars.current.delete(keyOf(piece)) : bars.current.set(keyOf(piece), bar))}
                    href={taskPath(piece.task)}
                    aria-label={words(piece)}
                    tabIndex={keyOf(piece) === current ? 0 : -1}
                    onKeyDown={(event) => walk(event, piece)}
                    onClick={(event) => {
                      event.preventDefault();
                      go(taskPath(piece.task));
                    }}
                  >
                    <title>{words(piece)}</title>
                    <rect
                      className={`piece piece-${lookOf(piece.end)}`}
                      x={`${Math.min(100 - LEAST, x(piece.from))}%`}
                      y={GAP + index * (LANE + GAP)}
                      width={`${Math.max(LEAST, x(piece.to) - x(piece.from))}%`}
                      height={LANE}
                    />
                  </a>
                )),
              )}
            </svg>
          </div>
        );
      })}
    </div>
  );
}

function Axis({ from, to, x }: { from: number; to: number; x: (time: number) => number }) {
  return (
    <div className="timeline-node" aria-hidden="true">
      <span className="muted">{ago((to - from) / 1000)}</span>
      <svg className="axis" height={HEAD} width="100%">
        {ticks(from, to, 6).map((time) => (
          <text key={time} x={`${x(time)}%`} y={14} textAnchor={x(time) > 90 ? "end" : "start"}>
            {clock(time)}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** Hatches for what failed and what was lost, since colours alone do not tell them apart. */
function Patterns() {
  return (
    <svg width="0" height="0" className="patterns" aria-hidden="true">
      <pattern id="hatch-failed" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" className="hatch-ground" />
        <path d="M0 0l6 6M6 0l-6 6" className="hatch-line" />
      </pattern>
      <pattern id="hatch-lost" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" className="hatch-ground-lost" />
        <path d="M0 6L6 0" className="hatch-line" />
      </pattern>
    </svg>
  );
}

/** Where an arrow key leads: along the lane, or to what is nearest in the next one. */
export function beside(lines: readonly (readonly Piece[])[], piece: Piece, key: string): Piece | undefined {
  const line = lines.findIndex((one) => one.includes(piece));
  const here = lines[line]?.indexOf(piece) ?? -1;
  switch (key) {
    case "ArrowLeft":
      return here > 0 ? lines[line]?.[here - 1] : undefined;
    case "ArrowRight":
      return lines[line]?.[here + 1];
    case "ArrowUp":
    case "ArrowDown": {
      const other = lines[line + (key === "ArrowUp" ? -1 : 1)] ?? [];
      return other.toSorted((a, b) => Math.abs(a.from - piece.from) - Math.abs(b.from - piece.from))[0];
    }
    default:
      return undefined;
  }
}

function Rows({ nodes }: { nodes: readonly NodeLanes[] }) {
  const all = useMemo(() => nodes.flatMap((node) => node.lanes.flat()).toSorted((a, b) => a.from - b.from), [nodes]);
  return (
    <Leaf all={all} size={ROWS}>
      {(pieces) => (
        <Table
          label={texts.job.tab.timeline}
          heads={[texts.job.tasks.task, texts.job.tasks.attempt, say.node, say.from, say.to, texts.job.tasks.took, texts.job.tasks.end]}
        >
          {pieces.map((piece) => (
            <Row key={keyOf(piece)} piece={piece} />
          ))}
        </Table>
      )}
    </Leaf>
  );
}

function Row({ piece }: { piece: Piece }) {
  return (
    <tr>
      <th scope="row">
        <Link to={taskPath(piece.task)} data-row>
          {piece.task}
        </Link>
      </th>
      <td>{piece.attempt}</td>
      <td>
        <Link to={nodePath(piece.node)}>{piece.node}</Link>
      </td>
      <td>{clock(piece.from)}</td>
      <td>{piece.end === undefined ? "" : clock(piece.to)}</td>
      <td>{span((piece.to - piece.from) / 1000)}</td>
      <td>
        <EndMark end={piece.end} />
      </td>
    </tr>
  );
}
