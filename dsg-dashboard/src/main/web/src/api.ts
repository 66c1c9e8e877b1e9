// SPDX-License-Identifier: Apache-2.0
import { texts } from "./texts";

/** What REST refuses: what, why, and what to do about it. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly what: string,
    readonly why: string,
    readonly mend: string,
    /** What kind of problem it is, and what else was told of it. */
    readonly kind: string = "",
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${what} ${why}`);
  }
}

const notReachable = (): Problem =>
  new Problem(0, texts.notReachable, texts.notReachableWhy, texts.notReachableMend);

/** Sends a request to the grid, with the token if there is one. A text is JSON already; a file goes as it is. */
export async function send(
  method: string,
  path: string,
  token: string | undefined,
  body?: unknown,
  more: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  const headers: Record<string, string> = { ...more.headers };
  if (token !== undefined) {
    headers["Authorization"] = `Bearer ${token}`;
  }
  if (body !== undefined) {
    headers["Content-Type"] = body instanceof Blob ? "application/octet-stream" : "application/json";
  }
  const request: RequestInit = { method, headers, cache: "no-store", credentials: "omit", redirect: "error" };
  if (body !== undefined) {
    request.body = body instanceof Blob ? body : typeof body === "string" ? body : JSON.stringify(body);
  }
  if (more.signal !== undefined) {
    request.signal = more.signal;
  }
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch {
    throw notReachable();
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

/** The same, for an answer that is JSON. */
export async function ask<T>(
  method: string,
  path: string,
  token: string | undefined,
  body?: unknown,
  more: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<T> {
  const response = await send(method, path, token, body, more);
  try {
    return (await response.json()) as T;
  } catch {
    throw notReachable();
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const said = (await response.json()) as Record<string, unknown>;
    const part = (name: string): string => (typeof said[name] === "string" ? said[name] : "");
    const kind = part("type").replace("urn:dsg:problem:", "");
    return new Problem(response.status, part("title"), part("detail"), part("mend"), kind, said);
  } catch {
    return new Problem(response.status, texts.notReachable, `${response.status} ${response.statusText}`, "");
  }
}

/** What to say of anything that went wrong. */
export function problem(fault: unknown): Problem {
  return fault instanceof Problem ? fault : new Problem(0, texts.failure, String(fault), "");
}
