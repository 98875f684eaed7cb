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
 * is a transportation problem, solved by successive shortest paths with potentials (Ahuja et al. 1993, §9.7).
 * Cost about O(k·n²) for n cells left over and k augmentations; some milliseconds.
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
  const sources: number[] = [], sinks: number[] = [], supply: number[] = [], demand: number[] = [];
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const surplus = from[cell] - to[cell];
    if (surplus > NOTHING) {
      sources.push(cell);
      supply.push(surplus);
    } else if (surplus < -NOTHING) {
      sinks.push(cell);
      demand.push(-surplus);
    }
  }
  return transportCost(sources, supply, sinks, demand);
}

/** Least cost of moving the supply to the demand. Works on the residual graph of sources 0 … n-1 and sinks n … n+m-1. */
function transportCost(sources: number[], supply: number[], sinks: number[], demand: number[]): number {
  const n = sources.length, m = sinks.length, nodes = n + m;
  const flow = new Float64Array(n * m), potential = new Float64Array(nodes);
  const distance = new Float64Array(nodes), parent = new Int32Array(nodes), done = new Uint8Array(nodes);
  const cost = (i: number, j: number) => DISTANCES[sources[i] * CELL_COUNT + sinks[j]];
  let total = 0;
  for (;;) {
    // Dijkstra from every source that still has supply, on reduced costs, to the nearest sink that still has demand.
    distance.fill(Infinity);
    done.fill(0);
    parent.fill(-1);
    for (let i = 0; i < n; i++) if (supply[i] > NOTHING) distance[i] = 0;
    let end = -1;
    for (;;) {
      let u = -1;
      for (let v = 0; v < nodes; v++) {
        if (!done[v] && distance[v] < Infinity && (u < 0 || distance[v] < distance[u])) u = v;
      }
      if (u < 0) return total;
      done[u] = 1;
      if (u >= n && demand[u - n] > NOTHING) {
        end = u;
        break;
      }
      if (u < n) {
        for (let j = 0; j < m; j++) {
          const next = distance[u] + Math.max(0, cost(u, j) + potential[u] - potential[n + j]);
          if (next < distance[n + j]) {
            distance[n + j] = next;
            parent[n + j] = u;
          }
        }
      } else {
        for (let i = 0; i < n; i++) {
          if (flow[i * m + u - n] <= NOTHING) continue;
          const next = distance[u] + Math.max(0, -cost(i, u - n) + potential[u] - potential[i]);
          if (next < distance[i]) {
            distance[i] = next;
            parent[i] = u;
          }
        }
      }
    }
    for (let v = 0; v < nodes; v++) potential[v] += Math.min(distance[v], distance[end]);
    let amount = demand[end - n], start = end;
    for (let v = end; parent[v] >= 0; v = parent[v]) {
      if (v < n) amount = Math.min(amount, flow[v * m + parent[v] - n]);
      start = parent[v];
    }
    amount = Math.min(amount, supply[start]);
    for (let v = end; parent[v] >= 0; v = parent[v]) {
      const u = parent[v];
      if (v >= n) {
        flow[u * m + v - n] += amount;
        total += amount * cost(u, v - n);
      } else {
        flow[v * m + u - n] -= amount;
        total -= amount * cost(v, u - n);
      }
    }
    supply[start] -= amount;
    demand[end - n] -= amount;
  }
}
