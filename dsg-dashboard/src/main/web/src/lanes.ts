// SPDX-License-Identifier: Apache-2.0
import type { AttemptEnd, Task } from "./model";

/** An attempt on a line of time. */
export interface Piece {
  readonly task: string;
  readonly attempt: number;
  readonly node: string;
  readonly from: number;
  readonly to: number;
  readonly end: AttemptEnd | undefined;
}

/** What a node did, in as many lanes as it did things at once. */
export interface NodeLanes {
  readonly node: string;
  readonly lanes: readonly (readonly Piece[])[];
}

/** All attempts of these tasks; what runs is drawn up to now. */
export function piecesOf(tasks: readonly Task[], now: number): Piece[] {
  return tasks.flatMap((task) =>
    task.attempts.map((attempt) => {
      const given = Date.parse(attempt.started_at);
      const ended = attempt.ended_at === undefined ? now : Date.parse(attempt.ended_at);
      // It was given to its node then, and may have waited there for its turn.
      const from = attempt.wall_s === undefined ? given : Math.max(given, ended - attempt.wall_s * 1000);
      return {
        task: task.id,
        attempt: attempt.number,
        node: attempt.node,
        from,
        to: Math.max(from, ended),
        end: attempt.end,
      };
    }),
  );
}

/** Pieces by node, each in the first lane that is free. */
export function lanesOf(pieces: readonly Piece[]): NodeLanes[] {
  const byNode = new Map<string, Piece[][]>();
  for (const piece of pieces.toSorted((a, b) => a.from - b.from || a.task.localeCompare(b.task))) {
    const lanes = byNode.get(piece.node) ?? [];
    byNode.set(piece.node, lanes);
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= piece.from);
    if (free === undefined) {
      lanes.push([piece]);
    } else {
      free.push(piece);
    }
  }
  return [...byNode].map(([node, lanes]) => ({ node, lanes })).toSorted((a, b) => a.node.localeCompare(b.node));
}

const SECOND = 1_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400].map((s) => s * SECOND);

/** Round moments on a line of time, about so many. */
export function ticks(from: number, to: number, most: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most / (STEPS.at(-1) ?? 1)) * (STEPS.at(-1) ?? 1);
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}
