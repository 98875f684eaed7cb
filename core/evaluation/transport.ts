/**
 * The earth mover's distance between heatmaps.
 * @module
 */
import { CELL_COUNT, cellDistances } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

const DISTANCES = cellDistances();

/** Less mass than this is none. */
const NOTHING = 1e-12;

/**
 * Exact 2-D earth mover's distance (Rubner et al. 2000): the least Σ mass·distance that turns one map into the other, in
 * units of the plane (0 … 2.57). What both maps share at a cell stays where it is, which is optimal for a metric; the rest
 * is a transportation problem. Cost O(k·n·m) for n cells that must lose, m that must gain (or the reverse, m ≤ n) and
 * k ≈ n augmentations; some tenths of a millisecond for the ratings of thirty people.
 * @param from [121], ≥ 0.
 * @param to [121], ≥ 0, of the same sum.
 * @example
 * ```ts
 * import { earthMoversDistance } from "./transport.ts";
 * const at = (cell: number) => Float64Array.from({ length: 121 }, (_, i) => i === cell ? 1 : 0);
 * const cells = earthMoversDistance(at(0), at(3)) / (2 / 11);
 * if (Math.abs(cells - 3) > 1e-12) throw new Error("all of the mass moves by three cells");
 * ```
 */
export function earthMoversDistance(from: Heatmap, to: Heatmap): number {
  const surplus: number[] = [], shortage: number[] = [];
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const difference = from[cell] - to[cell];
    if (difference > NOTHING) surplus.push(cell);
    else if (difference < -NOTHING) shortage.push(cell);
  }
  // Distances are symmetric: the longer side supplies, so that the search runs over the shorter one.
  const [rows, columns] = surplus.length >= shortage.length ? [surplus, shortage] : [shortage, surplus];
  // The largest first: fewer searches end at columns that are full already (a third less work on raters' maps).
  rows.sort((a, b) => Math.abs(from[b] - to[b]) - Math.abs(from[a] - to[a]));
  const amounts = (cells: number[]) => Float64Array.from(cells, (cell) => Math.abs(from[cell] - to[cell]));
  const costs = Float64Array.from(
    { length: rows.length * columns.length },
    (_, i) => DISTANCES[rows[Math.floor(i / columns.length)] * CELL_COUNT + columns[i % columns.length]],
  );
  return transportCost(costs, amounts(rows), amounts(columns));
}

/**
 * Least cost of moving the supply of n rows to the demand of m columns: successive shortest paths, one row after the other
 * (the Hungarian method for amounts; Kuhn 1955, Ahuja et al. 1993, §12.4). A path alternates: row → column by any arc,
 * column → row by an arc that carries flow. Reduced costs cost - u - v are ≥ 0, and 0 where there is flow.
 * @param costs [n, m], ≥ 0.
 * @param supply [n], used up.
 * @param demand [m], used up.
 */
function transportCost(costs: Float64Array, supply: Float64Array, demand: Float64Array): number {
  const n = supply.length, m = demand.length;
  const flow = new Float64Array(n * m), u = new Float64Array(n), v = new Float64Array(m);
  const rowDistance = new Float64Array(n), rowFrom = new Int32Array(n);
  const distance = new Float64Array(m), from = new Int32Array(m), done = new Uint8Array(m);
  /** Rows that send something to each column: few, in n of them. */
  const carriers: number[][] = Array.from({ length: m }, () => []);
  let total = 0;

  function relax(row: number, reached: number, via: number) {
    rowDistance[row] = reached;
    rowFrom[row] = via;
    const base = reached - u[row], offset = row * m;
    for (let j = 0; j < m; j++) {
      const next = base + costs[offset + j] - v[j];
      if (done[j] === 0 && next < distance[j]) {
        distance[j] = next;
        from[j] = row;
      }
    }
  }

  /** Nearest column with demand; -1 when rounding has left none. */
  function search(start: number): number {
    distance.fill(Infinity);
    rowDistance.fill(Infinity);
    done.fill(0);
    relax(start, 0, -1);
    for (;;) {
      let nearest = -1;
      for (let j = 0; j < m; j++) {
        if (done[j] === 0 && (nearest < 0 || distance[j] < distance[nearest])) nearest = j;
      }
      if (nearest < 0 || demand[nearest] > NOTHING) return nearest;
      done[nearest] = 1;
      for (const row of carriers[nearest]) {
        if (rowDistance[row] !== Infinity) continue;
        // 0 but for rounding, which grows from path to path unless it is paid for here.
        const reducedCost = costs[row * m + nearest] - u[row] - v[nearest];
        relax(row, distance[nearest] - reducedCost, nearest);
      }
    }
  }

  function moveAlong(start: number, end: number) {
    let amount = Math.min(supply[start], demand[end]);
    for (let row = from[end]; row !== start; row = from[rowFrom[row]]) {
      amount = Math.min(amount, flow[row * m + rowFrom[row]]);
    }
    for (let column = end;;) {
      const row = from[column];
      if (flow[row * m + column] === 0) carriers[column].push(row);
      flow[row * m + column] += amount;
      total += amount * costs[row * m + column];
      if (row === start) break;
      column = rowFrom[row];
      flow[row * m + column] -= amount;
      if (flow[row * m + column] === 0) carriers[column].splice(carriers[column].indexOf(row), 1);
      total -= amount * costs[row * m + column];
    }
    supply[start] -= amount;
    demand[end] -= amount;
  }

  for (let row = 0; row < n; row++) {
    while (supply[row] > NOTHING) {
      const end = search(row);
      if (end < 0) return total;
      for (let i = 0; i < n; i++) if (rowDistance[i] < distance[end]) u[i] += distance[end] - rowDistance[i];
      for (let j = 0; j < m; j++) if (done[j] === 1) v[j] -= distance[end] - distance[j];
      moveAlong(row, end);
    }
  }
  return total;
}
