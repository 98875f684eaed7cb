/**
 * A worker of the track page: earth mover's distances of pairs of maps [n, 2, 121] → [n].
 * @module
 */
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { mapDistance } from "../core/review/comparison.ts";

self.onmessage = ({ data: maps }: MessageEvent<Float64Array>) => {
  const map = (i: number) => maps.subarray(i * CELL_COUNT, (i + 1) * CELL_COUNT);
  const distances = new Float64Array(maps.length / (2 * CELL_COUNT));
  self.postMessage(distances.map((_, pair) => mapDistance(map(2 * pair), map(2 * pair + 1), "emd")));
};
