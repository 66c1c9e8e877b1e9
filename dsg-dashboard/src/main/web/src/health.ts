// SPDX-License-Identifier: Apache-2.0
import { texts } from "./texts";
import type { Grid, GridNode, Job, JobState, Join } from "./model";

export interface Health {
  readonly well: boolean;
  readonly sentences: readonly string[];
}

const NAMES_MAX = 3;

/** How the grid is, in a few plain sentences; what needs somebody's attention comes first. */
export function health(
  nodes: readonly GridNode[],
  jobs: readonly Job[],
  joins: readonly Join[],
  grid: Grid | undefined,
): Health {
  const say = texts.health;
  const wrong: string[] = [];
  const away = nodes.filter((node) => node.state === "away");
  const takes = nodes.filter((node) => node.state === "ready");
  const helping = takes.filter((node) => node.running > 0);
  const paused = nodes.filter((node) => node.state === "paused" || node.state === "draining");
  if (grid !== undefined && !grid.takes_jobs) {
    wrong.push(say.noRoom(grid.disk));
  }
  if (nodes.length === 0) {
    wrong.push(say.nothing);
  } else if (takes.length === 0) {
    wrong.push(say.nobodyHelps);
  }
  if (away.length > 0) {
    wrong.push(say.away(listed(away.map((node) => node.name)), away.length));
  }
  const also: string[] = [];
  if (takes.length > 0) {
    also.push(helping.length > 0 ? say.helping(helping.length) : say.ready(takes.length));
    if (helping.length > 0 && helping.length < takes.length) {
      also.push(say.alsoReady(takes.length - helping.length));
    }
  }
  if (paused.length > 0) {
    also.push(say.paused(paused.length));
  }
  const inState = (state: JobState): number => jobs.filter((job) => job.state === state).length;
  also.push(say.jobs(inState("running"), inState("waiting"), inState("paused")));
  if (joins.length > 0) {
    also.push(say.joins(joins.length));
  }
  return wrong.length > 0
    ? { well: false, sentences: [...wrong, ...also] }
    : { well: true, sentences: [say.well, ...also] };
}

function listed(names: readonly string[]): string {
  const shown = names.length > NAMES_MAX ? [...names.slice(0, NAMES_MAX - 1), texts.health.more(names.length - NAMES_MAX + 1)] : names;
  return shown.length < 2
    ? shown.join("")
    : `${shown.slice(0, -1).join(", ")} ${texts.health.and} ${shown.at(-1) ?? ""}`;
}
