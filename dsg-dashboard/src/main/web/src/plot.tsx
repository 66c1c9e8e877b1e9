// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Drawing } from "./chart";

const HEIGHT = 190;
const FONT = "12px system-ui, sans-serif";

/** The lines themselves, drawn by uPlot; nothing moves that was not asked to. */
export default function Plot(props: { drawing: Drawing; at: number | undefined; point: (at: number | undefined) => void }) {
  const { drawing, at, point } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const latest = useRef({ drawing, point });
  const theme = useTheme();
  const kind = JSON.stringify([drawing.curves.map((curve) => [curve.name, curve.look]), drawing.isTime, drawing.dots]);
  useEffect(() => {
    latest.current = { drawing, point };
  });
  useEffect(() => {
    const frame = place.current;
    if (frame === null) {
      return undefined;
    }
    const made = new UPlot(options(latest, frame.clientWidth), data(latest.current.drawing), frame);
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: frame.clientWidth, height: HEIGHT }));
    watcher.observe(frame);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = undefined;
    };
    // What is drawn is looked up when it is needed; another theme or other lines need another plot.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [kind, theme]);
  useEffect(() => plot.current?.setData(data(drawing)), [drawing]);
  useEffect(() => {
    const made = plot.current;
    if (made !== undefined && at !== undefined) {
      const left = made.valToPos(drawing.x[at] ?? 0, "x");
      const known = drawing.curves.map((curve) => curve.values[at]).find((value) => value !== null && value !== undefined);
      made.setCursor({ left, top: known === undefined || known === null ? 0 : made.valToPos(known, "y") }, false);
    } else {
      made?.setCursor({ left: -10, top: -10 }, false);
    }
  }, [at, drawing]);
  return <div ref={place} className="chart-plot" aria-hidden="true" />;
}

type Latest = { readonly current: { readonly drawing: Drawing; readonly point: (at: number | undefined) => void } };

const data = (drawing: Drawing): UPlot.AlignedData => [[...drawing.x], ...drawing.curves.map((curve) => [...curve.values])];

function options(latest: Latest, width: number): UPlot.Options {
  const { drawing } = latest.current;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), font: FONT, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 8 },
      bind: { dblclick: () => null },
    },
    hooks: {
      setCursor: [(made) => made.cursor.event !== undefined && latest.current.point(made.cursor.idx ?? undefined)],
    },
    scales: {
      x: { time: drawing.isTime },
      y: { range: (_, least, most) => range(latest.current.drawing, least, most) },
    },
    axes: [
      { ...axis, space: 70, grid: { show: false }, values: (_, splits) => splits.map((split) => latest.current.drawing.place(split)) },
      { ...axis, size: 58, grid: { stroke: colour("--line"), width: 1 }, values: (_, splits) => splits.map((split) => latest.current.drawing.amount(split)) },
    ],
    series: [
      {},
      ...drawing.curves.map((curve) => ({
        label: curve.name,
        stroke: colour(curve.look.colour),
        fill: colour(curve.look.colour),
        width: 2,
        dash: [...curve.look.dash],
        spanGaps: !drawing.isTime,
        ...(drawing.dots === true ? { paths: () => null, points: { show: true, size: 8, fill: colour(curve.look.colour) } } : { fill: "transparent", points: { size: 5, width: 2 } }),
      })),
    ],
  };
}

/** A little above what is drawn; a line of noughts lies at the bottom. */
function range(drawing: Drawing, least: number | null, most: number | null): [number, number] {
  const high = Math.max(most ?? 0, drawing.most ?? Number.NEGATIVE_INFINITY);
  const low = drawing.fromZero === true ? 0 : (least ?? 0);
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [drawing.fromZero === true ? 0 : low - room, high + room];
}

/** Which theme the page has, so that what is painted is painted anew. */
function useTheme(): string {
  const [theme, setTheme] = useState("");
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const look = (): void => setTheme(`${document.documentElement.dataset["theme"]} ${dark.matches}`);
    const watcher = new MutationObserver(look);
    watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    dark.addEventListener("change", look);
    look();
    return () => {
      watcher.disconnect();
      dark.removeEventListener("change", look);
    };
  }, []);
  return theme;
}
