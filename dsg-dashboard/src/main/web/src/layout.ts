// SPDX-License-Identifier: Apache-2.0
// Where the boxes of a graph stand: in layers from left to right, each thing after all that it comes after, and within
// a layer so that few lines cross (Sugiyama's method, with medians).

export interface Item {
  readonly name: string;
  readonly after: readonly string[];
}

/** Where a thing stands: its layer, and its place within that, from the top. */
export interface Spot {
  readonly layer: number;
  readonly row: number;
}

/** A line from one thing to another, by the spots that it passes in the layers between. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly by: readonly Spot[];
}

export interface Layout {
  readonly spots: ReadonlyMap<string, Spot>;
  readonly lines: readonly Line[];
  readonly layers: number;
  readonly rows: number;
}

const SWEEPS = 8;

interface Cell {
  /** The thing that stands here; none where only a line passes. */
  readonly name: string;
  readonly layer: number;
  readonly before: Cell[];
  readonly next: Cell[];
  place: number;
}

/** The layer of each thing: one more than the last of those that it comes after. */
function layersOf(items: readonly Item[]): Map<string, number> {
  const byName = new Map(items.map((item) => [item.name, item]));
  const layers = new Map<string, number>();
  const under = new Set<string>();
  const find = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) {
      return known;
    }
    if (under.has(name)) {
      return 0; // it comes after itself: the grid takes no such job
    }
    under.add(name);
    const before = (byName.get(name)?.after ?? []).filter((one) => byName.has(one));
    const layer = before.reduce((most, one) => Math.max(most, find(one) + 1), 0);
    layers.set(name, layer);
    return layer;
  };
  items.forEach((item) => find(item.name));
  return layers;
}

const median = (places: readonly number[], otherwise: number): number => {
  const sorted = [...places].toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? otherwise;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? otherwise) + high) / 2;
};

const place = (column: readonly Cell[]): void => column.forEach((cell, row) => (cell.place = row));

function crossings(columns: readonly Cell[][]): number {
  let all = 0;
  for (const column of columns) {
    const ends = column.flatMap((cell) => cell.next.map((next) => next.place).toSorted((a, b) => a - b));
    for (let i = 0; i < ends.length; i++) {
      for (let j = i + 1; j < ends.length; j++) {
        all += (ends[i] ?? 0) > (ends[j] ?? 0) ? 1 : 0;
      }
    }
  }
  return all;
}

/** Puts each column's cells where the median of their neighbours on one side is. */
function sweep(columns: Cell[][], side: "before" | "next"): void {
  const turn = side === "before" ? columns : columns.toReversed();
  for (const column of turn) {
    const wish = new Map(column.map((cell) => [cell, median(cell[side].map((one) => one.place), cell.place)]));
    column.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    place(column);
  }
}

/** Lays out things that come after each other. */
export function layered(items: readonly Item[]): Layout {
  const layers = layersOf(items);
  const columns: Cell[][] = [];
  const add = (name: string, layer: number): Cell => {
    const column = (columns[layer] ??= []);
    const cell: Cell = { name, layer, before: [], next: [], place: column.length };
    column.push(cell);
    return cell;
  };
  const join = (left: Cell, right: Cell): void => {
    left.next.push(right);
    right.before.push(left);
  };
  const cells = new Map(items.map((item) => [item.name, add(item.name, layers.get(item.name) ?? 0)]));
  const roads: { from: string; to: string; cells: Cell[] }[] = [];
  for (const item of items) {
    const to = cells.get(item.name);
    for (const name of item.after) {
      const from = cells.get(name);
      if (from === undefined || to === undefined || from.layer >= to.layer) {
        continue;
      }
      const between: Cell[] = [];
      for (let layer = from.layer + 1; layer < to.layer; layer++) {
        between.push(add("", layer));
      }
      [from, ...between].forEach((cell, index) => join(cell, between[index] ?? to));
      roads.push({ from: name, to: item.name, cells: between });
    }
  }
  order(columns);
  const rows = Math.max(0, ...columns.map((column) => column.length));
  // Short columns stand in the middle of the long ones.
  const spot = (cell: Cell): Spot => ({
    layer: cell.layer,
    row: cell.place + (rows - (columns[cell.layer]?.length ?? rows)) / 2,
  });
  return {
    spots: new Map([...cells].map(([name, cell]) => [name, spot(cell)])),
    lines: roads.map((road) => ({ from: road.from, to: road.to, by: road.cells.map(spot) })),
    layers: columns.length,
    rows,
  };
}

/** Orders the columns; of all orders that come up, the one with the fewest crossings stays. */
function order(columns: Cell[][]): void {
  let best = columns.map((column) => [...column]);
  let fewest = crossings(columns);
  for (let turn = 0; turn < SWEEPS && fewest > 0; turn++) {
    sweep(columns, turn % 2 === 0 ? "before" : "next");
    const now = crossings(columns);
    if (now < fewest) {
      fewest = now;
      best = columns.map((column) => [...column]);
    }
  }
  best.forEach((column, layer) => {
    columns[layer] = column;
    place(column);
  });
}

/** Where an arrow key leads from a thing: to the nearest in that direction, if there is one. */
export function neighbour(layout: Layout, name: string, key: string): string | undefined {
  const here = layout.spots.get(name);
  if (here === undefined) {
    return undefined;
  }
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  let nearest: string | undefined;
  let least = Infinity;
  for (const [other, spot] of layout.spots) {
    const along = sign * (sideways ? spot.layer - here.layer : spot.row - here.row);
    const aside = Math.abs(sideways ? spot.row - here.row : spot.layer - here.layer);
    const distance = along * 10 + aside;
    if (other !== name && along > 0 && (sideways || aside === 0) && distance < least) {
      nearest = other;
      least = distance;
    }
  }
  return nearest;
}
