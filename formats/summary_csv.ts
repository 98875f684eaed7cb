/**
 * One row a song, for people who compare many songs in a spreadsheet.
 * @module
 */
import type { Point } from "../core/emotion/grid.ts";
import type { HeatmapTimeline, TimelineStep } from "../core/emotion/timeline.ts";
import { csvLine, sixDecimals } from "./csv.ts";

/** What a song's row says. Everything over time is weighted by how long each step lasts. */
export interface SongSummary {
  name: string;
  durationSeconds: number;
  /** Mean over the song of the steps' means. */
  mean: Point;
  /** Standard deviation over the song of the steps' means: how far the music moves. */
  movement: Point;
  /** Share of the song, 0 … 1, whose mean lies in each quadrant; the axes belong to the upper and right ones. */
  share: { excited: number; tense: number; gloomy: number; calm: number };
  meanEntropyNats: number;
  /** Start of the step of greatest entropy. */
  mostUncertainSeconds: number;
  model: string;
  /** How unlike the model's training music the song is, flagged above 1; null where the model can not tell. */
  unfamiliarity: number | null;
}

/** The columns; `docs/formats/timeline.md` says what each means. */
export const SUMMARY_CSV_COLUMNS = [
  "name",
  "durationSeconds",
  "meanArousal",
  "meanValence",
  "movementArousal",
  "movementValence",
  "excitedShare",
  "tenseShare",
  "gloomyShare",
  "calmShare",
  "meanEntropyNats",
  "mostUncertainSeconds",
  "model",
  "unfamiliarity",
] as const;

/**
 * A song's row from its timeline. Cost O(steps).
 * @param name what to call the song; its file name by default.
 * @throws RangeError if the timeline has no steps.
 */
export function summarizeTimeline(timeline: HeatmapTimeline, name: string = timeline.source.name): SongSummary {
  const { steps, stepSeconds, source } = timeline;
  if (steps.length === 0) {
    throw new RangeError(`Cannot summarise "${name}": the timeline must have steps, current number is 0`);
  }
  const mean: Point = { valence: 0, arousal: 0 }, square: Point = { valence: 0, arousal: 0 };
  const share = { excited: 0, tense: 0, gloomy: 0, calm: 0 };
  let total = 0, entropy = 0, mostUncertain = steps[0];
  for (const step of steps) {
    const seconds = Math.min(stepSeconds, Math.max(0, source.durationSeconds - step.startSeconds));
    total += seconds;
    for (const axis of ["valence", "arousal"] as const) {
      mean[axis] += seconds * step.mean[axis];
      square[axis] += seconds * step.mean[axis] ** 2;
    }
    share[quadrant(step)] += seconds;
    entropy += seconds * step.entropyNats;
    if (step.entropyNats > mostUncertain.entropyNats) mostUncertain = step;
  }
  for (const key of Object.keys(share) as (keyof typeof share)[]) share[key] /= total;
  const deviation = (axis: keyof Point) => Math.sqrt(Math.max(0, square[axis] / total - (mean[axis] / total) ** 2));
  return {
    name,
    durationSeconds: source.durationSeconds,
    mean: { valence: mean.valence / total, arousal: mean.arousal / total },
    movement: { valence: deviation("valence"), arousal: deviation("arousal") },
    share,
    meanEntropyNats: entropy / total,
    mostUncertainSeconds: mostUncertain.startSeconds,
    model: timeline.model.id,
    unfamiliarity: timeline.unfamiliarity ?? null,
  };
}

/** A header and one row a song, numbers to six decimals. */
export function writeSummaryCsv(songs: readonly SongSummary[]): string {
  const rows = songs.map(({ name, mean, movement, share, model, unfamiliarity, ...song }) => {
    const numbers = [
      song.durationSeconds,
      mean.arousal,
      mean.valence,
      movement.arousal,
      movement.valence,
      share.excited,
      share.tense,
      share.gloomy,
      share.calm,
      song.meanEntropyNats,
      song.mostUncertainSeconds,
    ];
    // Summaries that were kept by older versions have none.
    return csvLine([
      name,
      ...numbers.map(sixDecimals),
      model,
      typeof unfamiliarity === "number" ? sixDecimals(unfamiliarity) : "",
    ]);
  });
  return csvLine(SUMMARY_CSV_COLUMNS) + rows.join("");
}

function quadrant({ mean }: TimelineStep): keyof SongSummary["share"] {
  if (mean.arousal >= 0) return mean.valence >= 0 ? "excited" : "tense";
  return mean.valence >= 0 ? "calm" : "gloomy";
}
