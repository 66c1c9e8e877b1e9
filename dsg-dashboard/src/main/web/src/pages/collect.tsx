// SPDX-License-Identifier: Apache-2.0
import { useState, type FormEvent } from "react";
import { ask } from "../api";
import { useSession } from "../ask";
import { AskFirst, Outcome, useDoing } from "../doing";
import { bytes } from "../format";
import { texts } from "../texts";

const say = texts.data;
const DAY = 86_400;
const DAYS = 7;
const DAYS_MAX = 3_650;

interface Collected {
  readonly contents: number;
  readonly bytes: number;
}

/** Space that can be given back: first what that would be, and only then it. */
export function Collect({ done }: { done: () => void }) {
  const { token } = useSession();
  const [days, setDays] = useState(DAYS);
  const [found, setFound] = useState<Collected>();
  const doing = useDoing();
  const collect = (dry: boolean): Promise<Collected> =>
    ask("POST", "/api/v1/data/collect", token, { keep_s: days * DAY, dry_run: dry });
  const look = (event: FormEvent): void => {
    event.preventDefault();
    doing.act(async () => setFound(await collect(true)));
  };
  const giveUp = (): void =>
    doing.act(async () => {
      const gone = await collect(false);
      setFound(undefined);
      done();
      return say.collectTold(bytes(gone.bytes));
    });
  const change = (text: string): void => {
    setDays(Number(text));
    setFound(undefined);
  };
  return (
    <section aria-labelledby="collect">
      <h2 id="collect">{say.collect}</h2>
      <p className="muted">{say.collectHint}</p>
      <form className="filters" onSubmit={look}>
        <label>
          {say.collectDays}
          <input
            type="number"
            min={0}
            max={DAYS_MAX}
            required
            value={days}
            onChange={(event) => change(event.target.value)}
          />
        </label>
        <button type="submit" aria-disabled={doing.busy}>
          {say.collectLook}
        </button>
        {found !== undefined && found.contents > 0 && (
          <AskFirst word={say.collectNow} title={say.collectTitle} busy={doing.busy} act={giveUp}>
            <p>{say.collectFound(found.contents, bytes(found.bytes))}</p>
            <p>{say.collectHint}</p>
          </AskFirst>
        )}
      </form>
      {found !== undefined && (
        <p role="status">{found.contents === 0 ? say.collectNone : say.collectFound(found.contents, bytes(found.bytes))}</p>
      )}
      <Outcome doing={doing} />
    </section>
  );
}
