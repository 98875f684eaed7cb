/**
 * Asking a worker for earth mover's distances.
 * @module
 */
import { CELL_COUNT } from "../../core/emotion/grid.ts";
import type { TimelineStep } from "../../core/emotion/timeline.ts";
import { strings } from "../strings.ts";

/** Page → worker: maps [n, 2, 121]. Worker → page: distances [n], in the order in which they were asked for. */
export type AskDistances = (maps: Float64Array<ArrayBuffer>) => Promise<Float64Array>;

/** Pairs of maps in one block, [n, 2, 121]. */
export function packMaps(pairs: readonly [TimelineStep, TimelineStep][]): Float64Array<ArrayBuffer> {
  const maps = new Float64Array(2 * CELL_COUNT * pairs.length);
  pairs.flat().forEach(({ heatmap }, i) => maps.set(heatmap, i * CELL_COUNT));
  return maps;
}

/** The worker is started when it is first asked. */
export function openDistanceClient(createWorker: () => Worker): { ask: AskDistances; close(): void } {
  let worker: Worker | undefined;
  const waiting: PromiseWithResolvers<Float64Array>[] = [];
  function start(): Worker {
    const started = createWorker();
    started.onmessage = ({ data }: MessageEvent<Float64Array>) => waiting.shift()?.resolve(data);
    started.onerror = (event) => {
      event.preventDefault();
      // A script that cannot be fetched is told by an event without words.
      const error = new Error(event.message || strings.errors.notStarted);
      for (const one of waiting.splice(0)) one.reject(error);
      worker = undefined;
    };
    return started;
  }
  return {
    ask(maps) {
      const answer = Promise.withResolvers<Float64Array>();
      waiting.push(answer);
      (worker ??= start()).postMessage(maps, [maps.buffer]);
      return answer.promise;
    },
    close() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
