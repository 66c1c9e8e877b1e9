// SPDX-License-Identifier: Apache-2.0
import { ask, problem, Problem, send } from "../../api";
import type { Job } from "../../model";

const TRIES = 3;
const PATH = "/api/v1/jobs";

/** A key that no other submission has. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Hands a job in: the files that the grid lacks are sent first. */
export async function handIn(
  body: string,
  key: string,
  token: string,
  byHash: (sha256: string) => File | undefined,
  sending: (name: string, number: number, all: number) => void,
): Promise<Job> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask<Job>("POST", PATH, token, body, { headers: { "Idempotency-Key": key } });
    } catch (thrown) {
      const fault = problem(thrown);
      if (fault.kind !== "missing-inputs" || tries === TRIES) {
        throw fault;
      }
      await put(fault, token, byHash, sending);
    }
  }
}

async function put(
  fault: Problem,
  token: string,
  byHash: (sha256: string) => File | undefined,
  sending: (name: string, number: number, all: number) => void,
): Promise<void> {
  const missing = (fault.more["missing"] as string[] | undefined) ?? [];
  for (const [index, sha256] of missing.entries()) {
    const file = byHash(sha256);
    if (file === undefined) {
      throw fault;
    }
    sending(file.name, index + 1, missing.length);
    await send("PUT", `/api/v1/artefacts/${sha256}`, token, file);
  }
}
