// SPDX-License-Identifier: Apache-2.0
import { count } from "../../format";
import type { Plan } from "../../model";
import { Said, Table } from "../../parts";
import { Mark } from "../../state";
import { texts } from "../../texts";

const say = texts.submit;

/** In a sentence, what a job would do. */
export function planSentence(plan: Plan): string {
  const parts = [
    say.run(plan.run),
    plan.reused > 0 ? say.reused(plan.reused) : "",
    plan.guess_s === undefined ? "" : say.guess(plan.guess_s),
    plan.fits ? say.fits : say.fitsNot,
  ];
  return `${parts.filter((part) => part !== "").join(", ")}.`;
}

/** What a job would do, stage by stage: how many tasks, where they fit, and what is reused. */
export function PlanView({ plan }: { plan: Plan }) {
  return (
    <Table label={say.plan} heads={[say.stage, say.tasks, say.asksFor, say.atOnce]}>
      {plan.stages.map((stage) => {
        const where = Object.values(stage.at_once).filter((tasks) => tasks > 0);
        const atOnce = where.reduce((sum, tasks) => sum + tasks, 0);
        return (
          <tr key={stage.name}>
            <th scope="row">{stage.name}</th>
            <td>
              {count(stage.run)}
              {stage.reused > 0 && <span className="muted"> + {say.reused(stage.reused)}</span>}
              {Object.entries(stage.reasons).map(([why, tasks]) => (
                <span key={why} className="muted reason">
                  {count(tasks)}: <Said text={why} />
                </span>
              ))}
            </td>
            <td>
              <Said text={stage.request} />
            </td>
            <td>
              {stage.fits ? (
                atOnce > 0 && say.onMachines(Math.min(atOnce, Math.max(1, stage.run)), where.length)
              ) : (
                <Mark look="lost" word={say.nowhere} />
              )}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
