// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from "react";
import { heat, numbers, sorted, type Grid, type Heat } from "./tables";
import { texts } from "./texts";

const say = texts.job.outputs;
const ROWS = 200;
const COLUMNS = 40;
const CELL = 26;
const LEFT = 64;
const BOTTOM = 36;
const LABELS_MAX = 12;

/** A table that a file holds: to be sorted, and, where three of its columns make a grid, to be seen as a heat map. */
export function GridView({ grid, name }: { grid: Grid; name: string }) {
  const [order, setOrder] = useState<{ column: number; down: boolean }>();
  const [pictured, setPictured] = useState(false);
  const rows = useMemo(
    () => (order === undefined ? grid.rows : sorted(grid.rows, order.column, order.down)),
    [grid, order],
  );
  const candidates = useMemo(() => numbers(grid), [grid]);
  const heads = grid.heads.slice(0, COLUMNS);
  const orderBy = (column: number): void =>
    setOrder((last) => ({ column, down: last?.column === column ? !last.down : false }));
  return (
    <div className="grid-view">
      {candidates.length > 2 && (
        <button type="button" className="small" aria-pressed={pictured} onClick={() => setPictured(!pictured)}>
          {say.plot}
        </button>
      )}
      {pictured && <HeatChoice grid={grid} candidates={candidates} />}
      <div className="table" role="group" aria-label={name} tabIndex={0}>
        <table className="dense">
          <thead>
            <tr>
              {heads.map((head, column) => (
                <th
                  // oxlint-disable-next-line react/no-array-index-key -- columns stay where they are
                  key={column}
                  scope="col"
                  aria-sort={order?.column === column ? (order.down ? "descending" : "ascending") : undefined}
                >
                  <button type="button" className="plain-button" onClick={() => orderBy(column)} title={say.sortBy(head)}>
                    {head === "" ? String(column + 1) : head}
                    <span aria-hidden="true">{order?.column === column ? (order.down ? " ↓" : " ↑") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS).map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows of a file have no name
              <tr key={index}>
                {heads.map((_, column) => (
                  // oxlint-disable-next-line react/no-array-index-key -- columns stay where they are
                  <td key={column}>
                    <bdi>{(row[column] ?? "").slice(0, 200)}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(grid.more || rows.length > ROWS) && <p className="muted">{say.rows(Math.min(rows.length, ROWS))}</p>}
      {grid.heads.length > COLUMNS && <p className="muted">{say.columns(COLUMNS)}</p>}
    </div>
  );
}

/** Which columns are the axes, and which the value. */
function HeatChoice({ grid, candidates }: { grid: Grid; candidates: readonly number[] }) {
  const guess = useMemo(() => axes(grid, candidates), [grid, candidates]);
  const [x, setX] = useState(guess.x);
  const [y, setY] = useState(guess.y);
  const [value, setValue] = useState(guess.value);
  const found = useMemo(() => heat(grid, x, y, value), [grid, x, y, value]);
  const choices = [
    { label: say.x, now: x, set: setX },
    { label: say.y, now: y, set: setY },
    { label: say.value, now: value, set: setValue },
  ];
  const head = (column: number): string => grid.heads[column] ?? "";
  return (
    <>
      <div className="filters">
        {choices.map((choice) => (
          <label key={choice.label}>
            {choice.label}
            <select value={choice.now} onChange={(event) => choice.set(Number(event.target.value))}>
              {candidates.map((column) => (
                <option key={column} value={column}>
                  {head(column)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {found === undefined ? (
        <p className="muted">{say.heatNone}</p>
      ) : (
        <HeatMap heat={found} x={head(x)} y={head(y)} value={head(value)} />
      )}
    </>
  );
}

/** The first two columns that make a grid with a third: as sweeps write them, the axes come first. */
function axes(grid: Grid, candidates: readonly number[]): { x: number; y: number; value: number } {
  for (const x of candidates) {
    for (const y of candidates) {
      const value = candidates.find((column) => column !== x && column !== y);
      if (x < y && value !== undefined && heat(grid, x, y, value) !== undefined) {
        return { x, y, value: candidates.find((column) => column > y) ?? value };
      }
    }
  }
  return { x: candidates[0] ?? 0, y: candidates[1] ?? 0, value: candidates[2] ?? 0 };
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Of so many steps, every how many-th has a label. */
const every = (steps: number): number => Math.ceil(steps / LABELS_MAX);

function HeatMap({ heat: map, x, y, value }: { heat: Heat; x: string; y: string; value: string }) {
  const width = LEFT + map.xs.length * CELL + 8;
  const height = map.ys.length * CELL + BOTTOM + 8;
  const deep = (one: number): number => (map.high > map.low ? 0.06 + (0.94 * (one - map.low)) / (map.high - map.low) : 1);
  return (
    <figure className="heat">
      <div className="scroll" role="group" aria-label={say.heat(value, x, y)} tabIndex={0}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={say.heat(value, x, y)}>
          {map.ys.map((py, row) =>
            map.xs.map((px, column) => {
              const cell = map.cells.get(`${px} ${py}`);
              return cell === undefined ? null : (
                <rect
                  key={`${px} ${py}`}
                  className="heat-cell"
                  x={LEFT + column * CELL}
                  y={row * CELL + 4}
                  width={CELL - 1}
                  height={CELL - 1}
                  fillOpacity={deep(cell)}
                >
                  <title>{`${x} ${px}, ${y} ${py}: ${value} ${cell}`}</title>
                </rect>
              );
            }),
          )}
          {map.ys.map((py, row) =>
            row % every(map.ys.length) === 0 ? (
              <text key={py} x={LEFT - 8} y={row * CELL + CELL / 2 + 8} textAnchor="end">
                {short(py)}
              </text>
            ) : null,
          )}
          {map.xs.map((px, column) =>
            column % every(map.xs.length) === 0 ? (
              <text key={px} x={LEFT + column * CELL + CELL / 2} y={map.ys.length * CELL + 22} textAnchor="middle">
                {short(px)}
              </text>
            ) : null,
          )}
        </svg>
      </div>
      <figcaption>
        {say.heat(value, x, y)}. <span className="heat-scale" aria-hidden="true" />{" "}
        {say.heatRange(value, short(map.low), short(map.high))}
      </figcaption>
    </figure>
  );
}
