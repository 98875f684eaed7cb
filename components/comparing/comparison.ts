/**
 * Two shown timelines as they are compared: how far they lie apart at each step, and where to jump.
 *
 * The earth mover's distance costs milliseconds a step, half a minute for two hours: it is asked for outside of the page's
 * thread, some steps at a time, and kept for as long as the steps live, so that an edit asks for its own steps only. Steps of
 * the largest divergence come first. As EMD ≤ 2.57·√(2·JS), the largest disagreements are among them.
 * @module
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { HeatmapTimeline, TimelineStep } from "../../core/emotion/timeline.ts";
import {
  disagreements,
  type DistanceMeasure,
  type Jump,
  jumpTarget,
  mapDistance,
  stepPairs,
} from "../../core/review/comparison.ts";
import { type AskDistances, packMaps } from "./distance_client.ts";

/** Peaks that lie closer tell of the same disagreement. */
const APART_SECONDS = 3;
/** Steps asked for at once: a tenth of a second's work. */
const CHUNK_STEPS = 24;

type Pair = [TimelineStep, TimelineStep];
type Known = WeakMap<TimelineStep, WeakMap<TimelineStep, number>>;

interface ComparisonOptions {
  a: ReadonlySignal<HeatmapTimeline | null>;
  b: ReadonlySignal<HeatmapTimeline | null>;
  /** Earth mover's distances, computed elsewhere. */
  askDistances: AskDistances;
}

export function createComparison({ a, b, askDistances }: ComparisonOptions) {
  const measure: Signal<DistanceMeasure> = signal("js");
  const known: Record<DistanceMeasure, Known> = { js: new WeakMap(), emd: new WeakMap() };
  /** Counts the answers: what is known has grown. */
  const answers = signal(0), problem = signal("");
  const pairs = computed((): Pair[] | null => {
    const [one, two] = [a.value, b.value];
    return one && two && one.stepSeconds === two.stepSeconds ? stepPairs(one, two) : null;
  });
  const distances = computed(() => {
    const read = measure.value === "js"
      ? divergenceOf
      : (pair: Pair) => (answers.value, lookUp(known.emd, pair) ?? NaN);
    return pairs.value && Float64Array.from(pairs.value, read);
  });
  const peaks = computed(() => {
    const apartSteps = Math.max(1, Math.round(APART_SECONDS / (a.value?.stepSeconds ?? 1)));
    return distances.value ? disagreements(distances.value, { apartSteps }) : [];
  });

  function divergenceOf(pair: Pair): number {
    return lookUp(known.js, pair) ?? keep(known.js, pair, mapDistance(pair[0].heatmap, pair[1].heatmap, "js"));
  }

  let asking = 0;
  const stop = effect(() => {
    const work = ++asking, all = measure.value === "emd" ? pairs.value : null;
    problem.value = "";
    if (all) fill(all, () => work === asking).catch((error) => problem.value = (error as Error).message);
  });

  async function fill(all: readonly Pair[], wanted: () => boolean): Promise<void> {
    const missing = all.filter((pair) => lookUp(known.emd, pair) === undefined)
      .sort((one, two) => divergenceOf(two) - divergenceOf(one));
    for (let at = 0; at < missing.length && wanted(); at += CHUNK_STEPS) {
      const chunk = missing.slice(at, at + CHUNK_STEPS), found = await askDistances(packMaps(chunk));
      chunk.forEach((pair, i) => keep(known.emd, pair, found[i]));
      answers.value++;
    }
  }

  return {
    measure,
    /** Distance at each step, [T]; NaN where it is not known yet. Null while nothing is compared. */
    distances,
    /** Share of the steps whose distance is known. */
    progress: computed(() => {
      const all = distances.value;
      return all && all.length > 0 ? all.reduce((count, d) => count + (d >= 0 ? 1 : 0), 0) / all.length : 1;
    }),
    /** Why distances are missing that nobody works on; empty if none are. */
    problem,
    stepSeconds: computed(() => a.value?.stepSeconds ?? 1),
    durationSeconds: computed(() => a.value?.source.durationSeconds ?? 0),
    /** Start of a disagreement as seen from a time; null if there is none that way. */
    jump(way: Jump, fromSeconds: number): number | null {
      const stepSeconds = a.value?.stepSeconds ?? 1, from = Math.floor(fromSeconds / stepSeconds + 1e-9);
      const step = distances.value && jumpTarget(peaks.value, way, { from, distances: distances.value });
      return step === null ? null : step * stepSeconds;
    },
    /** Steps of the disagreements. */
    peaks,
    close(): void {
      asking++;
      stop();
    },
  };
}

export type Comparison = ReturnType<typeof createComparison>;

function lookUp(known: Known, [one, two]: Pair): number | undefined {
  return one === two ? 0 : known.get(one)?.get(two);
}

function keep(known: Known, [one, two]: Pair, distance: number): number {
  let others = known.get(one);
  if (!others) known.set(one, others = new WeakMap());
  others.set(two, distance);
  return distance;
}
