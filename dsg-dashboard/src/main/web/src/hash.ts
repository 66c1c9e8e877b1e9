// SPDX-License-Identifier: Apache-2.0
import { sha256 } from "@noble/hashes/sha2.js";

const PART = 4 * 1024 * 1024;

/**
 * The SHA-256 of a file, part by part, so that it may be larger than the memory. Not by the browser's own
 * `crypto.subtle`, which takes only what is whole in memory, and is absent from pages that came by plain HTTP from
 * another machine.
 */
export async function hashOf(file: Blob, told: (bytes: number) => void = () => undefined): Promise<string> {
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += PART) {
    hash.update(new Uint8Array(await file.slice(from, from + PART).arrayBuffer()));
    told(Math.min(file.size, from + PART));
  }
  return [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
