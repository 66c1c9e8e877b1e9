// SPDX-License-Identifier: Apache-2.0
// Files that hold tables, as tables: CSV and TSV (RFC 4180), JSON, and JSON by lines.

export interface Grid {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether there are rows beyond these. */
  readonly more: boolean;
}

export type TableKind = "csv" | "tsv" | "json" | "jsonl";

/** What a text is as a number; undefined of one that is none. */
export function numeric(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The rows of separated values, at most so many. */
export function separated(text: string, mark: string, most: number): { rows: string[][]; more: boolean } {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  for (; at < text.length && rows.length < most; at++) {
    const one = text[at] ?? "";
    if (quoted) {
      if (one !== '"') {
        cell += one;
      } else if (text[at + 1] === '"') {
        cell += one;
        at++;
      } else {
        quoted = false;
      }
    } else if (one === '"' && cell === "") {
      quoted = true;
    } else if (one === mark || one === "\n") {
      row.push(cell.endsWith("\r") && one === "\n" ? cell.slice(0, -1) : cell);
      cell = "";
      if (one === "\n") {
        rows.push(row);
        row = [];
      }
    } else {
      cell += one;
    }
  }
  if (rows.length < most && (cell !== "" || row.length > 0)) {
    rows.push([...row, cell]);
  }
  return { rows: rows.filter((cells) => cells.some((each) => each !== "")), more: at < text.length };
}

function ofRows(rows: string[][], more: boolean): Grid | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const width = Math.max(...rows.map((row) => row.length));
  // A first row with a number in it is no head.
  const hasHead = rows.length > 1 && first.every((cell) => numeric(cell) === undefined);
  const heads = hasHead ? first : [];
  return {
    heads: Array.from({ length: width }, (_, index) => heads[index] ?? String(index + 1)),
    rows: hasHead ? rows.slice(1) : rows,
    more,
  };
}

const said = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function ofValues(values: readonly unknown[], most: number): Grid | undefined {
  const shown = values.slice(0, most);
  const more = values.length > most;
  if (shown.length > 0 && shown.every(isObject)) {
    const heads = [...new Set(shown.flatMap((one) => Object.keys(one)))];
    return { heads, rows: shown.map((one) => heads.map((head) => said(one[head]))), more };
  }
  if (shown.length > 0 && shown.every(Array.isArray)) {
    return ofRows(
      shown.map((one: unknown[]) => one.map(said)),
      more,
    );
  }
  return undefined;
}

/**
 * The table that a text holds, if it does hold one.
 *
 * @param whole whether the text is all of the file
 */
export function table(text: string, kind: TableKind, most: number, whole: boolean): Grid | undefined {
  const lines = whole ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  try {
    switch (kind) {
      case "csv":
      case "tsv": {
        const { rows, more } = separated(lines, kind === "csv" ? "," : "\t", most + 1);
        return ofRows(rows, more || !whole);
      }
      case "jsonl": {
        const values = lines.split("\n").filter((line) => line.trim() !== "");
        const found = ofValues(
          values.slice(0, most + 1).map((line) => JSON.parse(line) as unknown),
          most,
        );
        return found === undefined || whole ? found : { ...found, more: true };
      }
      case "json": {
        const value: unknown = JSON.parse(text);
        if (Array.isArray(value)) {
          return ofValues(value, most);
        }
        const facts = isObject(value) ? Object.entries(value) : [];
        return facts.length === 0
          ? undefined
          : { heads: ["", ""], rows: facts.slice(0, most).map(([name, fact]) => [name, said(fact)]), more: facts.length > most };
      }
    }
  } catch {
    return undefined; // it is not what its name says
  }
}

/** Rows in the order of a column: numbers as numbers, what is no number behind them. */
export function sorted(rows: Grid["rows"], column: number, down: boolean): Grid["rows"] {
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [numeric(a[column]), numeric(b[column])];
    if (left !== undefined && right !== undefined) {
      return sign * (left - right);
    }
    if (left !== undefined || right !== undefined) {
      return left === undefined ? 1 : -1;
    }
    return sign * (a[column] ?? "").localeCompare(b[column] ?? "");
  });
}

/** The columns in which every cell is a number, and not all the same. */
export const numbers = (grid: Grid): number[] =>
  grid.heads
    .map((_, column) => column)
    .filter((column) => grid.rows.length > 1 && grid.rows.every((row) => numeric(row[column]) !== undefined))
    .filter((column) => new Set(grid.rows.map((row) => row[column])).size > 1);

/** A value for each of two axes' steps; where there are several, their mean. */
export interface Heat {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly cells: ReadonlyMap<string, number>;
  readonly low: number;
  readonly high: number;
}

const STEPS_MAX = 80;

const axis = (all: number[]): number[] => [...new Set(all)].toSorted((a, b) => a - b);

/** Three columns as a grid, if they make one: as a sweep over two numbers does. */
export function heat(grid: Grid, x: number, y: number, value: number): Heat | undefined {
  const points = grid.rows.flatMap((row) => {
    const [px, py, pv] = [numeric(row[x]), numeric(row[y]), numeric(row[value])];
    return px === undefined || py === undefined || pv === undefined ? [] : [{ px, py, pv }];
  });
  const xs = axis(points.map((point) => point.px));
  const ys = axis(points.map((point) => point.py));
  const isGrid = xs.length > 1 && ys.length > 1 && xs.length <= STEPS_MAX && ys.length <= STEPS_MAX;
  if (!isGrid || new Set([x, y, value]).size < 3 || points.length < (xs.length * ys.length) / 2) {
    return undefined;
  }
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { px, py, pv } of points) {
    const key = `${px} ${py}`;
    const so = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: so.sum + pv, count: so.count + 1 });
  }
  const cells = new Map([...sums].map(([key, so]) => [key, so.sum / so.count]));
  return { xs, ys, cells, low: Math.min(...cells.values()), high: Math.max(...cells.values()) };
}
