// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from "react";
import { texts } from "../../texts";
import { DAYS, filled, HOURS, painted, type Week } from "./hours";

const say = texts.policy;
const NARROW = "(max-width: 46rem)";

const media = (): MediaQueryList => matchMedia(NARROW);

function subscribe(listener: () => void): () => void {
  const query = media();
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

interface Cell {
  readonly day: number;
  readonly hour: number;
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));

const hourText = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** All between two corners. */
function* between(one: Cell, other: Cell): Generator<[number, number]> {
  for (let day = Math.min(one.day, other.day); day <= Math.max(one.day, other.day); day++) {
    for (let hour = Math.min(one.hour, other.hour); hour <= Math.max(one.hour, other.hour); hour++) {
      yield [day, hour];
    }
  }
}

function cellAt(event: PointerEvent): Cell | undefined {
  const found = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-cell]")?.dataset["cell"];
  const [day, hour] = (found ?? "").split(".").map(Number);
  return day === undefined || hour === undefined || Number.isNaN(hour) ? undefined : { day, hour };
}

/**
 * The hours of a week, to be painted: by a pointer that is drawn over them, from corner to corner; by keys, of which
 * arrows move, space toggles, and arrows with Shift paint along. Where the window is narrow the days stand side by side.
 */
export function WeekGrid({ week, change, describedBy }: { week: Week; change: (week: Week) => void; describedBy: string }) {
  const narrow = useSyncExternalStore(subscribe, () => media().matches);
  const [here, setHere] = useState<Cell>({ day: 0, hour: 0 });
  const [drawn, setDrawn] = useState<{ from: Cell; to: Cell; on: boolean }>();
  const grid = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const shown = drawn === undefined ? week : painted(week, between(drawn.from, drawn.to), drawn.on);
  const isOn = ({ day, hour }: Cell): boolean => filled(week, day, hour) === "all";

  useEffect(() => {
    if (moved.current) {
      moved.current = false;
      grid.current?.querySelector<HTMLElement>(`[data-cell="${here.day}.${here.hour}"]`)?.focus();
    }
  }, [here]);

  const press = (event: PointerEvent): void => {
    const cell = cellAt(event);
    if (cell === undefined || event.button !== 0) {
      return;
    }
    grid.current?.setPointerCapture(event.pointerId);
    setHere(cell);
    setDrawn({ from: cell, to: cell, on: !isOn(cell) });
  };
  const draw = (event: PointerEvent): void => {
    const cell = drawn === undefined ? undefined : cellAt(event);
    if (drawn !== undefined && cell !== undefined && (cell.day !== drawn.to.day || cell.hour !== drawn.to.hour)) {
      setDrawn({ ...drawn, to: cell });
    }
  };
  const release = (): void => {
    if (drawn !== undefined) {
      moved.current = true;
      setHere({ ...drawn.to });
      change(shown);
      setDrawn(undefined);
    }
  };

  const key = (event: KeyboardEvent): void => {
    const [down, right] = narrow ? [{ day: 0, hour: 1 }, { day: 1, hour: 0 }] : [{ day: 1, hour: 0 }, { day: 0, hour: 1 }];
    const steps: Record<string, Cell> = {
      ArrowDown: down,
      ArrowUp: { day: -down.day, hour: -down.hour },
      ArrowRight: right,
      ArrowLeft: { day: -right.day, hour: -right.hour },
      Home: narrow ? { day: -6, hour: 0 } : { day: 0, hour: -23 },
      End: narrow ? { day: 6, hour: 0 } : { day: 0, hour: 23 },
    };
    const step = steps[event.key];
    if (event.key === "Escape" && drawn !== undefined) {
      setDrawn(undefined);
    } else if (event.key === " " || event.key === "Enter") {
      change(painted(week, [[here.day, here.hour]], !isOn(here)));
    } else if (step !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const next = { day: clamp(here.day + step.day, 6), hour: clamp(here.hour + step.hour, HOURS - 1) };
      if (event.shiftKey) {
        change(painted(week, between(here, next), isOn(here)));
      }
      moved.current = true;
      setHere(next);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const rows = Array.from({ length: narrow ? HOURS : 7 }, (_, row) => row);
  const columns = Array.from({ length: narrow ? 7 : HOURS }, (_, column) => column);
  return (
    // It is its cells that have the keyboard, one at a time.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={grid}
      className={narrow ? "week week-narrow" : "week"}
      role="grid"
      aria-label={say.week}
      aria-describedby={describedBy}
      aria-multiselectable
      onPointerDown={press}
      onPointerMove={draw}
      onPointerUp={release}
      onPointerCancel={() => setDrawn(undefined)}
      onKeyDown={key}
    >
      <div role="row" className="week-row">
        <span role="columnheader" className="week-corner">
          <span className="hidden">{narrow ? say.hour : say.day}</span>
        </span>
        {columns.map((column) => (
          <span key={column} role="columnheader" className="week-head" aria-label={narrow ? say.days[column] : hourText(column)}>
            <span className={narrow || column % 3 === 0 ? "" : "hidden"}>{narrow ? say.shortDays[column] : column}</span>
          </span>
        ))}
      </div>
      {rows.map((row) => (
        <div key={row} role="row" className="week-row">
          <span role="rowheader" className="week-side" aria-label={narrow ? hourText(row) : say.days[row]}>
            <span className={narrow && row % 3 !== 0 ? "hidden" : ""}>{narrow ? hourText(row) : say.shortDays[row]}</span>
          </span>
          {columns.map((column) => {
            const [day, hour] = narrow ? [column, row] : [row, column];
            const fill = filled(shown, day, hour);
            return (
              <span
                key={column}
                role="gridcell"
                data-cell={`${day}.${hour}`}
                className={`week-cell week-${fill}`}
                tabIndex={day === here.day && hour === here.hour ? 0 : -1}
                aria-selected={fill === "all"}
                aria-label={say.cell(say.days[day] ?? DAYS[day] ?? "", hourText(hour), hourText(hour + 1), fill)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}
