// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { ask } from "./api";
import { useSession } from "./ask";
import { useLive } from "./live";
import type { Attempt, Job, Task, Tasks } from "./model";

/** A task, and its attempt that runs on the node that was asked about. */
export interface Running {
  readonly task: Task;
  readonly attempt: Attempt;
  readonly job: Job;
}

/** What runs on a node, and whether all of what runs in the grid was looked at. */
export interface RunningOn {
  readonly list: readonly Running[];
  readonly whole: boolean;
}

/** So many stages are asked what runs of them; REST tells it by stage. */
const STAGES_MAX = 12;
const TASKS_MAX = 500;
const EVERY_MS = 4_000;

/** What a node runs at the moment; nothing is asked while it runs nothing. */
export function useRunningOn(node: string, running: number): RunningOn | undefined {
  const { token } = useSession();
  const { jobs } = useLive();
  const [found, setFound] = useState<RunningOn>();
  const stages = [...jobs.values()]
    .toReversed()
    .flatMap((job) => job.stages.filter((stage) => stage.tasks.running > 0).map((stage) => `${job.id} ${stage.name}`));
  const asked = stages.slice(0, STAGES_MAX).join("\n");
  const whole = stages.length <= STAGES_MAX;
  useEffect(() => {
    if (running === 0) {
      setFound({ list: [], whole: true });
      return undefined;
    }
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const list: Running[] = [];
      let all = whole;
      try {
        for (const line of asked.split("\n").filter((one) => one !== "" && !document.hidden)) {
          const [id = "", stage = ""] = line.split(" ");
          const path = `/api/v1/jobs/${id}/stages/${encodeURIComponent(stage)}/tasks?state=running,paused&limit=${TASKS_MAX}`;
          const page = await ask<Tasks>("GET", path, token);
          all &&= page.next === undefined;
          list.push(...onNode(page.tasks, node, jobs.get(Number(id))));
        }
        if (!over && !document.hidden) {
          setFound({ list, whole: all });
        }
      } catch {
        // What was found last stays; it is looked for again.
      }
      if (!over) {
        timer = setTimeout(() => void look(), EVERY_MS);
      }
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
    // Jobs are looked up when they are needed; what is asked depends on which stages run.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [node, running, asked, whole, token]);
  return found;
}

const onNode = (tasks: readonly Task[], node: string, job: Job | undefined): Running[] =>
  tasks.flatMap((task) => {
    const attempt = task.attempts.at(-1);
    return job !== undefined && attempt !== undefined && attempt.end === undefined && attempt.node === node
      ? [{ task, attempt, job }]
      : [];
  });
