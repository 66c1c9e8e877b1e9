// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "react";
import { problem } from "../../api";
import { hashOf } from "../../hash";
import type { Wanted } from "../../model";
import { fitting, type Picked, type Placed } from "./given";

/** What was picked for one of the files, folders or patterns that the job file names. */
export interface Held {
  readonly wanted: Wanted;
  readonly files: readonly Placed[];
  readonly bytes: number;
  /** Once all are read: what is told of them. */
  readonly inputs?: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
  readonly text?: string;
  /** How much of them was read so far. */
  readonly read: number;
  readonly fault?: string;
}

/** One path may be wanted as a file and as a text. */
export const keyOf = (wanted: Wanted): string => `${wanted.kind} ${wanted.path}`;

export interface Holding {
  /** By {@link keyOf}. */
  readonly held: ReadonlyMap<string, Held>;
  /** The files by their SHA-256. */
  readonly byHash: (sha256: string) => File | undefined;
  /** Takes of what was picked what is wanted; gives back how many of the wanted are there now. */
  readonly pick: (wanted: readonly Wanted[], picked: readonly Picked[]) => number;
  /** Takes one file, however it is called. */
  readonly pickFor: (wanted: Wanted, file: File) => void;
}

/** Files that somebody has picked, read and hashed here; none has been sent yet. */
export function useHeld(): Holding {
  const [held, setHeld] = useState<ReadonlyMap<string, Held>>(new Map());
  const hashes = useRef(new Map<string, File>());
  const put = (key: string, change: (held: Held | undefined) => Held | undefined): void =>
    setHeld((last) => {
      const next = change(last.get(key));
      return next === undefined ? last : new Map(last).set(key, next);
    });
  const take = (wanted: Wanted, files: readonly Placed[]): void => {
    const key = keyOf(wanted);
    const bytes = files.reduce((sum, one) => sum + one.file.size, 0);
    put(key, () => ({ wanted, files, bytes, read: 0 }));
    // Whoever picks again meanwhile is not answered with what he picked before.
    const change = (next: Partial<Held>): void =>
      put(key, (now) => (now === undefined || now.files !== files ? undefined : { ...now, ...next }));
    const read = async (): Promise<void> => {
      if (wanted.kind === "text") {
        change({ text: (await files[0]?.file.text()) ?? "", read: bytes });
        return;
      }
      const inputs = [];
      let before = 0;
      for (const { lands, file } of files) {
        const begun = before;
        const sha256 = await hashOf(file, (part) => change({ read: begun + part }));
        before += file.size;
        hashes.current.set(sha256, file);
        inputs.push({ path: lands, sha256, bytes: file.size });
      }
      change({ inputs, read: bytes });
    };
    read().catch((thrown: unknown) => change({ fault: problem(thrown).why }));
  };
  return {
    held,
    byHash: (sha256) => hashes.current.get(sha256),
    pick: (wanted, picked) =>
      wanted.filter((one) => {
        const files = fitting(one, picked);
        if (files.length > 0) {
          take(one, files);
        }
        return files.length > 0;
      }).length,
    pickFor: (wanted, file) => take(wanted, [{ lands: wanted.lands, file }]),
  };
}

/** What is told of what is held, as a submission tells it. */
export function given(held: ReadonlyMap<string, Held>): { inputs: Record<string, unknown>; texts: Record<string, string> } {
  const inputs: Record<string, unknown> = {};
  const texts: Record<string, string> = {};
  for (const one of held.values()) {
    const { path } = one.wanted;
    if (one.inputs !== undefined) {
      inputs[path] = one.inputs;
    }
    if (one.text !== undefined) {
      texts[path] = one.text;
    }
  }
  return { inputs, texts };
}
