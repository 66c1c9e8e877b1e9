// SPDX-License-Identifier: Apache-2.0
import { ask, Problem } from "./api";
import type { Me } from "./model";
import { texts } from "./texts";

// In the tab's own memory: its origin has the port in it, where a cookie would go to every port of this machine.
const KEY = "dsg-token";

/** Whoever is logged in in this tab. */
export interface Session {
  readonly token: string;
  readonly me: Me;
}

const remember = (token: string): void => sessionStorage.setItem(KEY, token);

export const forget = (): void => sessionStorage.removeItem(KEY);

/** Takes the code out of the address, so that it is in no bookmark and no history. */
export function codeOfAddress(): string | undefined {
  const found = /^#login=([\w-]{10,100})$/.exec(location.hash);
  if (found === null) {
    return undefined;
  }
  history.replaceState(null, "", location.pathname + location.search);
  return found[1];
}

/** Comes in with the code of a link, which is then used up. */
export async function byCode(code: string): Promise<Session> {
  const issued = await ask<{ token: string }>("POST", "/api/v1/login", undefined, { code });
  return byToken(issued.token);
}

/** Comes in with a token. */
export async function byToken(token: string): Promise<Session> {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Problem(401, texts.login.noToken, texts.login.noTokenWhy, "");
  }
  const me = await ask<Me>("GET", "/api/v1/me", token);
  remember(token);
  return { token, me };
}

/** The session that this tab has kept, if it is still good; none while there is no grid to ask. */
export async function kept(): Promise<Session | undefined> {
  const token = sessionStorage.getItem(KEY);
  return token === null ? undefined : byToken(token);
}

/** Gives back the page's own token. One that was pasted stays good: it may be used elsewhere, too. */
export async function leave(session: Session): Promise<void> {
  forget();
  try {
    await ask("POST", "/api/v1/logout", session.token);
  } catch {
    // It is not the page's, or the grid is away: then it ends by itself within half a day.
  }
}
