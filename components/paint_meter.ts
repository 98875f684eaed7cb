/**
 * How often maps are painted, and how far they are behind the sound.
 * @module
 */

export interface Paint {
  /** The audio clock when it was painted, less the time of the newest sound in it. */
  behindMs: number;
  busyMs: number;
}

export interface PaintFigures {
  updatesPerSecond: number;
  /** Median, and the most of all, of what was painted lately. */
  behindMs: number;
  mostBehindMs: number;
  /** Median time that the worker was busy with a map. */
  busyMs: number;
}

export interface PaintMeter {
  /** @returns new figures once a second, else null. */
  painted(nowMs: number, paint: Paint): PaintFigures | null;
  reset(): void;
}

/** Figures tell of the last seconds. */
const SPAN_MS = 5000;
const REPORT_MS = 1000;

export function createPaintMeter(): PaintMeter {
  let paints: (Paint & { at: number })[] = [], reportedAt = 0;
  return {
    painted(at, paint) {
      paints = [...paints.filter((one) => at - one.at < SPAN_MS), { ...paint, at }];
      if (paints.length < 2 || at - reportedAt < REPORT_MS) return null;
      reportedAt = at;
      const behind = paints.map(({ behindMs }) => behindMs);
      return {
        updatesPerSecond: 1000 * (paints.length - 1) / (at - paints[0].at),
        behindMs: median(behind),
        mostBehindMs: Math.max(...behind),
        busyMs: median(paints.map(({ busyMs }) => busyMs)),
      };
    },
    reset: () => paints = [],
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
