// SPDX-License-Identifier: Apache-2.0
import { useState, type FormEvent } from "react";
import { ask } from "../api";
import { useAsk, useSession } from "../ask";
import { AskFirst, Outcome, useDoing, type Doing } from "../doing";
import { clock, memory, trimmed } from "../format";
import { share } from "../jobrow";
import { useLive } from "../live";
import type { GridNode } from "../model";
import { Answer, Bar, Facts, Said } from "../parts";
import { go, Link } from "../router";
import { NodeMark } from "../state";
import { texts } from "../texts";
import { NodeHistory } from "./node/figures";
import { NodeTasks } from "./node/tasks";
import { PolicySection } from "./policy/section";

const say = texts.node;
const EVERY_MS = 5_000;

/** One machine: how it fares, what it runs, what it is, and what can be done with it. */
export function NodePage({ name }: { name: string }) {
  const told = [...useLive().nodes.values()].find((node) => node.name === name || node.id === name);
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  const asked = useAsk<GridNode>(path, { everyMs: EVERY_MS, when: told });
  return (
    <>
      <p className="back">
        <Link to="/nodes" data-back>
          ‹ {say.back}
        </Link>
      </p>
      <Answer asked={{ ...asked, answer: asked.answer ?? (asked.fault === undefined ? told : undefined) }}>{(node) => <Node node={node} path={path} again={asked.again} />}</Answer>
      {asked.answer === undefined && asked.fault !== undefined && <h1>{asked.fault.status === 404 ? say.gone : name}</h1>}
    </>
  );
}

function Node({ node, path, again }: { node: GridNode; path: string; again: () => void }) {
  const { me } = useSession();
  const doing = useDoing();
  const admin = me.role === "admin";
  return (
    <>
      <header className="head">
        <h1>
          <bdi>{node.name}</bdi>
        </h1>
        <NodeMark state={node.state} running={node.running} />
        {admin && <Actions node={node} path={path} doing={doing} again={again} />}
      </header>
      {node.why !== undefined && (
        <p className="why">
          <Said text={node.why} />
        </p>
      )}
      <p className="facts">
        <span>
          {node.os}, {node.cpu}
        </span>
        <span>{texts.cores(trimmed(node.cores))}</span>
        <span>{texts.memory(memory(node.memory_mib))}</span>
      </p>
      <Now node={node} />
      <NodeTasks node={node} />
      <NodeHistory node={node} />
      <PolicySection node={node} path={path} />
      <Tags node={node} path={path} admin={admin} doing={doing} again={again} />
      <About node={node} />
    </>
  );
}

function Actions(props: { node: GridNode; path: string; doing: Doing; again: () => void }) {
  const { node, path, doing, again } = props;
  const { token } = useSession();
  const tell = (verb: keyof typeof say.told): void =>
    doing.act(async () => {
      await ask("POST", `${path}/${verb}`, token);
      again();
      return say.told[verb];
    });
  const forget = (): void =>
    doing.act(async () => {
      await ask("DELETE", path, token);
      go("/nodes");
    });
  const takesNothing = node.state === "paused" || node.state === "draining";
  return (
    <div className="actions">
      <div className="buttons">
        <button
          type="button"
          className={takesNothing ? "primary" : ""}
          data-key="p"
          title={takesNothing ? undefined : say.pauseTitle}
          aria-disabled={doing.busy}
          onClick={() => tell(takesNothing ? "unpause" : "pause")}
        >
          {takesNothing ? say.unpause : say.pause}
        </button>
        {!takesNothing && (
          <button type="button" title={say.drainTitle} aria-disabled={doing.busy} onClick={() => tell("drain")}>
            {say.drain}
          </button>
        )}
        <AskFirst word={say.forget} title={say.forgetTitle(node.name)} busy={doing.busy} act={forget}>
          <p>{say.forgetWhy(node.running)}</p>
          <p>{say.forgetAgain}</p>
        </AskFirst>
      </div>
      <Outcome doing={doing} />
    </div>
  );
}

function Meter({ label, text, used, own, all }: { label: string; text: string; used: number; own?: number; all: number }) {
  const mine = share(own ?? used, all);
  return (
    <div className="meter">
      <span>{label}</span>
      <Bar
        label={label}
        text={text}
        parts={[
          { share: mine, look: "running" },
          { share: share(used, all) - mine, look: "waiting" },
        ]}
      />
      <span className="muted">{text}</span>
    </div>
  );
}

/** How the machine fares, as it said last, and what of it tasks have. */
function Now({ node }: { node: GridNode }) {
  const live = node.live;
  const cores = node.hardware?.physical_cores ?? node.cores;
  const most = Math.max(cores, node.cores, live?.load ?? 0);
  const given = node.cores - node.free_cores;
  const givenMemory = node.memory_mib - node.free_memory_mib;
  const diskAll = Math.max(node.disk_mib, live?.disk_free_mib ?? 0);
  return (
    <section aria-labelledby="now">
      <h2 id="now">{say.now}</h2>
      <div className="meters">
        {live?.load !== undefined && (
          <Meter
            label={say.load}
            text={`${say.busy(trimmed(live.load), trimmed(most))}${live.own_load === undefined ? "" : `, ${trimmed(live.own_load)} ${say.ownLoad}`}`}
            used={live.load}
            {...(live.own_load === undefined ? {} : { own: Math.min(live.load, live.own_load) })}
            all={most}
          />
        )}
        {live?.memory_used_mib !== undefined && (
          <Meter
            label={say.memory}
            text={say.used(memory(live.memory_used_mib), memory(Math.max(node.memory_mib, live.memory_used_mib)))}
            used={live.memory_used_mib}
            own={0}
            all={Math.max(node.memory_mib, live.memory_used_mib)}
          />
        )}
        {live?.disk_free_mib !== undefined && (
          <Meter
            label={say.disk}
            text={say.freeOf(memory(live.disk_free_mib), memory(diskAll))}
            used={diskAll - live.disk_free_mib}
            own={0}
            all={diskAll}
          />
        )}
        {node.state !== "away" && (
          <>
            <Meter
              label={`${say.given}: ${say.load}`}
              text={texts.coresInUse(trimmed(given), trimmed(node.cores))}
              used={given}
              all={node.cores}
            />
            <Meter
              label={`${say.given}: ${say.memory}`}
              text={say.used(memory(givenMemory), memory(node.memory_mib))}
              used={givenMemory}
              all={node.memory_mib}
            />
          </>
        )}
      </div>
      <p className="facts">
        {live?.celsius !== undefined && <span>{`${say.temperature} ${trimmed(live.celsius)} °C`}</span>}
        {live?.battery_percent !== undefined && <span>{`${say.battery} ${live.battery_percent} %`}</span>}
        <span>{live === undefined ? say.noFigures : say.asOf(clock(live.at))}</span>
      </p>
    </section>
  );
}

function Tags(props: { node: GridNode; path: string; admin: boolean; doing: Doing; again: () => void }) {
  const { node, path, admin, doing, again } = props;
  const { token } = useSession();
  const [typed, setTyped] = useState("");
  const change = (body: { add?: string[]; remove?: string[] }): void =>
    doing.act(async () => {
      await ask("POST", `${path}/tags`, token, body);
      setTyped("");
      again();
      return say.tagTold;
    });
  const add = (event: FormEvent): void => {
    event.preventDefault();
    change({ add: [typed.trim()] });
  };
  return (
    <section aria-labelledby="tags">
      <h2 id="tags">{say.tags}</h2>
      {node.tags.length === 0 && <p className="muted">{say.noTags}</p>}
      <ul className="tags">
        {node.tags.map((tag) => (
          <li key={tag} className="tag">
            <bdi>{tag}</bdi>
            {admin && (
              <button
                type="button"
                className="tag-button"
                aria-disabled={doing.busy}
                aria-label={say.removeTag(tag)}
                onClick={() => change({ remove: [tag] })}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {admin && (
        <form className="filters" onSubmit={add}>
          <label>
            {say.addTag}
            <input
              required
              maxLength={64}
              pattern="[A-Za-z0-9_\-]+"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <button type="submit" aria-disabled={doing.busy}>
            {say.add}
          </button>
        </form>
      )}
    </section>
  );
}

function About({ node }: { node: GridNode }) {
  const hard = node.hardware;
  const names = say.fact;
  const fast = hard?.performance_cores ?? 0;
  const saving = hard?.efficiency_cores ?? 0;
  const programs = Object.entries(node.programs ?? {}).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <section aria-labelledby="facts">
        <h2 id="facts">{say.facts}</h2>
        <Facts
          facts={[
            [names.system, `${node.os}, ${node.arch}`],
            [names.kernel, node.kernel],
            [names.processor, node.cpu],
            [names.cores, trimmed(node.cores) + (fast > 0 && saving > 0 ? `: ${say.coreKinds(fast, saving)}` : "")],
            [names.speed, hard?.speed === undefined ? undefined : say.fast(trimmed(hard.speed))],
            [names.memory, memory(node.memory_mib)],
            [names.disk, memory(node.disk_mib)],
            [names.disks, hard?.disks.map((disk) => [disk.model, memory(disk.size_mib), disk.kind].filter(Boolean).join(", ")).join("; ")],
            [names.gpus, hard?.gpus.map((gpu) => `${gpu.vendor} ${gpu.model}`).join("; ")],
            [names.taskGpus, (node.gpus ?? 0) > 0 ? say.freeOf(String(node.free_gpus ?? 0), String(node.gpus)) : undefined],
            [names.network, hard?.link && [hard.link.name, hard.link.mbit && `${hard.link.mbit} Mbit/s`, hard.link.wireless && say.wireless].filter(Boolean).join(", ")],
            [names.power, hard?.power && say.power[hard.power]],
            [names.java, node.jvm],
            [names.version, node.version],
            [names.isolation, say.isolation[node.isolation] ?? node.isolation],
            [names.types, node.types.map((type) => type.replace(/@.*/, "")).join(", ")],
            [names.id, <code key="id">{node.id}</code>],
          ]}
        />
      </section>
      {node.limits.length > 0 && (
        <section aria-labelledby="limits">
          <h2 id="limits">{say.limits}</h2>
          <ul className="plain">
            {node.limits.map((limit) => (
              <li key={limit}>
                <Said text={limit} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="programs">
        <h2 id="programs">{say.programs}</h2>
        {programs.length === 0 ? <p className="muted">{say.noPrograms}</p> : <Facts facts={programs} />}
      </section>
    </>
  );
}

