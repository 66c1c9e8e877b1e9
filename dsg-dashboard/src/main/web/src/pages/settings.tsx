// SPDX-License-Identifier: Apache-2.0
import { useAsk, useSession } from "../ask";
import { bytes, count, memory } from "../format";
import { KeysSwitch } from "../keys";
import { useLive } from "../live";
import type { Grid, Usage } from "../model";
import { Answer, Facts, Tabs } from "../parts";
import { usePlace } from "../router";
import { JobMark, NodeMark, TaskMark } from "../state";
import { texts } from "../texts";
import { LanguageChoice, ThemeChoice } from "../theme";
import { PeopleTab } from "./people";

const say = texts.settings;
const TABS = ["look", "people", "health"] as const;
const EVERY_MS = 10_000;

/** What can be set: how the page looks, who may come in; and how the grid itself is. */
export function SettingsPage() {
  const place = usePlace();
  const tab = TABS.find((one) => one === place.query.get("tab")) ?? "look";
  return (
    <>
      <h1>{say.title}</h1>
      <Tabs label={say.tabs} tabs={TABS.map((one) => [one, say.tab[one]] as const)} now={tab} />
      <div className="view">
        {tab === "look" && <LookTab />}
        {tab === "people" && <PeopleTab />}
        {tab === "health" && <HealthTab />}
      </div>
    </>
  );
}

function LookTab() {
  return (
    <>
      <p className="muted">{say.lookHint}</p>
      <div className="settings">
        <ThemeChoice />
        <LanguageChoice />
        <KeysSwitch />
      </div>
      <section aria-labelledby="legend">
        <h2 id="legend">{say.legend}</h2>
        <ul className="legend">
          {(["waiting", "running", "paused", "done", "failed", "cancelled"] as const).map((state) => (
            <li key={state}>
              <JobMark state={state} />
            </li>
          ))}
          <li>
            <TaskMark state="cached" />
          </li>
          {(["ready", "resting", "draining", "away"] as const).map((state) => (
            <li key={state}>
              <NodeMark state={state} running={0} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** The coordinator's own figures. */
function HealthTab() {
  const { me } = useSession();
  const { nodes } = useLive();
  const asked = useAsk<Grid>("/api/v1/grid", { everyMs: EVERY_MS });
  const usage = useAsk<Usage>("/api/v1/data/usage", { everyMs: EVERY_MS });
  const versions = new Map<string, number>();
  nodes.forEach((node) => versions.set(node.version, (versions.get(node.version) ?? 0) + 1));
  return (
    <>
      <Answer asked={asked}>
        {(grid) => (
          <section aria-labelledby="grid">
            <h2 id="grid">{say.grid}</h2>
            <Facts
              facts={[
                [say.gridName, grid.name],
                [say.version, grid.version],
                [say.takes, grid.takes_jobs ? say.yes : <strong className="state-failed">{say.no}</strong>],
                [say.unfinished, count(grid.unfinished_jobs)],
                [say.machines, count(grid.nodes)],
                [say.folder, <code key="folder">{grid.disk}</code>],
                [say.free, memory(grid.disk_free_mib)],
                [say.reserve, memory(grid.disk_reserve_mib)],
                [say.journal, usage.answer && bytes(usage.answer.journal_bytes)],
                [say.embedded, grid.embedded ? say.yes : undefined],
                [say.lan, grid.lan?.addresses.join(", ") ?? say.onlyHere],
                [say.ca, grid.lan && <code key="ca">{grid.lan.ca}</code>],
                [say.versions, [...versions].map(([version, number]) => say.versionOf(version, number)).join("; ")],
              ]}
            />
          </section>
        )}
      </Answer>
      <p className="muted">{say.numbers}</p>
      <p className="muted">{say.you(me.name, me.role)}</p>
    </>
  );
}
