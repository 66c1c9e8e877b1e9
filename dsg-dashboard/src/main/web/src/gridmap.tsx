// SPDX-License-Identifier: Apache-2.0
import { memo } from "react";
import { trimmed } from "./format";
import { share } from "./jobrow";
import type { GridNode } from "./model";
import { texts } from "./texts";

const CORE_PX = 9;
const SIDE_MIN_PX = 14;
const SIDE_MAX_PX = 72;

/** How wide a machine's tile is: its area goes with its cores. */
export const side = (cores: number): number =>
  Math.round(Math.min(SIDE_MAX_PX, Math.max(SIDE_MIN_PX, CORE_PX * Math.sqrt(cores))));

/** How many machines help, are ready, and so on, in words. */
export function counted(nodes: readonly GridNode[]): string {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const word = node.state === "ready" && node.running > 0 ? texts.helping : texts.nodeStates[node.state];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, machines]) => texts.machinesAre(machines, word)).join(", ");
}

/** All machines at a glance, where there are too many to be listed: as large as their cores, filled as far as they work. */
export function GridMap({ nodes }: { nodes: readonly GridNode[] }) {
  const told = counted(nodes);
  return (
    <figure className="grid-map">
      <div className="tiles" role="img" aria-label={`${texts.gridMap}: ${told}`}>
        {nodes.map((node) => (
          <Tile key={node.id} node={node} />
        ))}
      </div>
      <figcaption className="muted">
        {told}. {texts.gridMapHint}
      </figcaption>
    </figure>
  );
}

/** Drawn anew only when something of this node is told. */
const Tile = memo(({ node }: { node: GridNode }) => {
  const used = node.cores - node.free_cores;
  const px = `${side(node.cores)}px`;
  return (
    <span
      className={`tile tile-${node.state}`}
      style={{ width: px, height: px }}
      title={`${node.name}: ${texts.nodeStates[node.state]}, ${texts.coresInUse(trimmed(used), trimmed(node.cores))}`}
    >
      {node.state !== "away" && <span className="tile-use" style={{ height: `${share(used, node.cores) * 100}%` }} />}
    </span>
  );
});
