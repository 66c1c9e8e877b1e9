// SPDX-License-Identifier: Apache-2.0
import { memo } from "react";
import { useDraft } from "../draft";
import { memory, trimmed } from "../format";
import { share } from "../jobrow";
import { useLive } from "../live";
import type { GridNode } from "../model";
import { Bar, Command, Empty, Leaf, Name, NothingYet, Said, Table } from "../parts";
import { go, Link, near, nodePath, usePlace } from "../router";
import { NodeMark } from "../state";
import { texts } from "../texts";

const say = texts.nodes;
const STATES = ["ready", "paused", "draining", "resting", "away"] as const;
/** As many as a browser keeps up to date without making whoever types wait. */
const PAGE = 50;

/** The machines of the grid: how each is, what it has, and why it takes nothing if it does not. */
export function NodesPage() {
  const place = usePlace();
  const live = useLive();
  const wanted = place.query.get("name") ?? "";
  const state = place.query.get("state") ?? "";
  const all = [...live.nodes.values()];
  const found = all.filter((node) => fits(node, wanted, state)).toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      <h1>{say.title}</h1>
      <Filters wanted={wanted} state={state} />
      {live.complete && <p className="muted" role="status">{say.shown(found.length, all.length)}</p>}
      <NothingYet />
      {live.complete && all.length === 0 && (
        <Empty title={texts.noMachine}>
          <p>
            {texts.noMachineHint} <Command text={texts.noMachineCommand} />
          </p>
        </Empty>
      )}
      {all.length > 0 && found.length === 0 && (
        <Empty title={say.none}>
          <p>{say.noneHint}</p>
        </Empty>
      )}
      {found.length > 0 && (
        <Leaf all={found} size={PAGE}>
          {(nodes) => <NodeTable nodes={nodes} />}
        </Leaf>
      )}
    </>
  );
}

const fits = (node: GridNode, wanted: string, state: string): boolean =>
  (state === "" || node.state === state) &&
  [node.name, ...node.tags].some((word) => word.toLowerCase().includes(wanted.toLowerCase()));

function Filters({ wanted, state }: { wanted: string; state: string }) {
  const place = usePlace();
  const [typed, setTyped] = useDraft(wanted);
  const type = (text: string): void => {
    setTyped(text);
    go(near(place, { name: text, from: undefined }), { instead: true });
  };
  return (
    <form className="filters" role="search" aria-label={say.title} onSubmit={(event) => event.preventDefault()}>
      <label>
        {say.search}
        <input type="search" data-search value={typed} onChange={(event) => type(event.target.value)} />
      </label>
      <label>
        {say.state}
        <select value={state} onChange={(event) => go(near(place, { state: event.target.value, from: undefined }))}>
          <option value="">{say.any}</option>
          {STATES.map((one) => (
            <option key={one} value={one}>
              {texts.nodeStates[one]}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

function NodeTable({ nodes }: { nodes: readonly GridNode[] }) {
  return (
    <Table label={say.title} heads={[say.name, say.state, say.use, say.memory, say.tasks, say.system, say.tags]}>
      {nodes.map((node) => (
        <NodeRow key={node.id} node={node} />
      ))}
    </Table>
  );
}

/** Drawn anew only when something of this node is told. */
const NodeRow = memo(({ node }: { node: GridNode }) => {
  const away = node.state === "away";
  const used = node.cores - node.free_cores;
  const use = texts.coresInUse(trimmed(used), trimmed(node.cores));
  return (
    <tr>
      <th scope="row" className="name-cell">
        <Link to={nodePath(node.name)} data-row>
          <Name text={node.name} />
        </Link>
      </th>
      <td className="state-cell">
        <NodeMark state={node.state} running={node.running} />
        {node.why !== undefined && (
          <p className="why">
            <Said text={node.why} />
          </p>
        )}
      </td>
      <td className="progress-cell">
        {!away && <Bar label={node.name} text={use} parts={[{ share: share(used, node.cores), look: "running" }]} />}
        <span className="muted">{away ? texts.cores(trimmed(node.cores)) : use}</span>
      </td>
      <td className="number">
        {memory(node.memory_mib)}
        {!away && <span className="muted below"> {say.free(memory(node.free_memory_mib))}</span>}
      </td>
      <td className="number">{away ? "" : node.running}</td>
      <td className="name-cell">
        <Name text={`${node.os}, ${node.cpu}`} />
      </td>
      <td>
        <Tags tags={node.tags} />
      </td>
    </tr>
  );
});

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="tags">
      {tags.map((tag) => (
        <span key={tag} className="tag">
          <bdi>{tag}</bdi>
        </span>
      ))}
    </span>
  );
}
