// SPDX-License-Identifier: Apache-2.0
import { lazy, Suspense, useId, useRef, useState, type KeyboardEvent } from "react";
import { pointBeside, type Values } from "./figures";
import { Fence } from "./parts";
import { texts } from "./texts";

/** How a line looks: a colour of the palette, and a dash of its own, since colours alone do not tell lines apart. */
export interface Look {
  readonly colour: string;
  readonly dash: readonly number[];
}

export interface Curve {
  readonly name: string;
  readonly look: Look;
  readonly values: Values;
}

/** What a picture shows. */
export interface Drawing {
  /** Places from left to right. */
  readonly x: readonly number[];
  readonly curves: readonly Curve[];
  /** Whether places are moments, in seconds since 1970. */
  readonly isTime: boolean;
  /** Whether points stand for themselves, or what is between them was so, too. */
  readonly dots?: boolean;
  /** What stands at the bottom and at the left. */
  readonly place: (x: number) => string;
  readonly amount: (y: number) => string;
  /** What the left side reaches up to at least. */
  readonly most?: number;
  /** Whether the left side begins at nought. */
  readonly fromZero?: boolean;
}

/** So that what draws is fetched only where something is drawn. */
const Plot = lazy(() => import("./plot"));

export const LOOKS: readonly Look[] = [
  { colour: "--running", dash: [] },
  { colour: "--lost", dash: [8, 4] },
  { colour: "--cached", dash: [2, 3] },
  { colour: "--paused", dash: [10, 3, 2, 3] },
  { colour: "--failed", dash: [5, 2] },
  { colour: "--done", dash: [1, 4] },
];

export const lookAt = (index: number): Look => {
  const look = LOOKS[index % LOOKS.length];
  const round = Math.floor(index / LOOKS.length);
  return look === undefined ? { colour: "--text", dash: [] } : { ...look, dash: round === 0 ? look.dash : [...look.dash, 12, 4] };
};

/** A picture of lines; a sentence says what is in it, and arrow keys read its points. */
export function Chart({ label, summary, drawing }: { label: string; summary: string; drawing: Drawing }) {
  const id = useId();
  const [reached, setReached] = useState<number>();
  const frame = useRef<HTMLDivElement>(null);
  const points = drawing.x.length;
  const at = reached === undefined ? undefined : Math.min(reached, points - 1);
  const walk = (event: KeyboardEvent): void => {
    const next = pointBeside(event.key, at, points);
    if (event.key === "Escape" && at !== undefined) {
      event.stopPropagation();
      setReached(undefined);
    } else if (next !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      setReached(next);
    }
  };
  return (
    <figure className="chart">
      <figcaption id={id}>
        <span className="chart-summary">{summary}</span>
        <Legend curves={drawing.curves} dots={drawing.dots === true} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys read what mice point at */}
      <div
        ref={frame}
        className="chart-frame"
        role="group"
        aria-label={`${label}. ${texts.chart.walk}`}
        aria-describedby={id}
        tabIndex={0}
        onKeyDown={walk}
        onBlur={() => setReached(undefined)}
      >
        <Fence>
          <Suspense fallback={<p className="muted chart-wait">{texts.chart.drawing}</p>}>
            <Plot drawing={drawing} at={at} point={setReached} />
          </Suspense>
        </Fence>
      </div>
      <p className="chart-point" aria-live="polite">
        {at === undefined ? "\u00a0" : words(drawing, at)}
      </p>
    </figure>
  );
}

function words(drawing: Drawing, at: number): string {
  const parts = drawing.curves.flatMap((curve) => {
    const value = curve.values[at];
    return value === null || value === undefined ? [] : [`${curve.name} ${drawing.amount(value)}`];
  });
  return `${drawing.place(drawing.x[at] ?? 0)}: ${parts.length === 0 ? texts.chart.unknown : parts.join(", ")}`;
}

function Legend({ curves, dots }: { curves: readonly Curve[]; dots: boolean }) {
  return (
    <span className="chart-legend">
      {curves.map((curve) => (
        <span key={curve.name}>
          <svg width="26" height="10" aria-hidden="true" focusable="false">
            {dots ? (
              <circle cx="13" cy="5" r="4" style={{ fill: `var(${curve.look.colour})` }} />
            ) : (
              <line x1="0" x2="26" y1="5" y2="5" strokeWidth="2.5" strokeDasharray={curve.look.dash.join(" ")} style={{ stroke: `var(${curve.look.colour})` }} />
            )}
          </svg>
          <bdi>{curve.name}</bdi>
        </span>
      ))}
    </span>
  );
}
