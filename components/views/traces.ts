/**
 * Ways through the plane that are drawn over the strips: the model's, the corrected one, and where each annotator's own
 * corrections put the mean.
 * @module
 */
import type { Point } from "../../core/emotion/grid.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import { annotatorsOf, correctionsBy } from "../../core/review/annotators.ts";
import { applyCorrections } from "../../core/review/apply.ts";
import type { CorrectionEvent } from "../../core/review/correction.ts";
import { strings } from "../strings.ts";
import { viewStrings } from "./strings.ts";

export interface Trace {
  name: string;
  colour: string;
  dashed: boolean;
  stepSeconds: number;
  /** Mean by step; null where it says nothing. */
  means: readonly (Point | null)[];
}

/** Colours that colour-blind people tell apart (Okabe & Ito 2008), on their dark edge. */
const MODEL = "#56b4e9", CORRECTED = "#ffffff", PEOPLE = ["#e69f00", "#cc79a7", "#f0e442", "#d55e00", "#009e73"];

interface TracesInput {
  /** As its model made it; none gives no traces. */
  reviewed: HeatmapTimeline | null;
  /** With everybody's corrections, where it is to be drawn. */
  corrected: HeatmapTimeline | null;
  /** Of these each annotator's are drawn. */
  edits: readonly CorrectionEvent[];
}

/** In the order in which they are painted. */
export function tracesOf({ reviewed, corrected, edits }: TracesInput): Trace[] {
  if (!reviewed) return [];
  const { stepSeconds } = reviewed, all = ({ steps }: HeatmapTimeline) => steps.map(({ mean }) => mean);
  const people = annotatorsOf(edits).map((annotator, i): Trace => ({
    name: annotator || strings.history.you,
    colour: PEOPLE[i % PEOPLE.length],
    dashed: false,
    stepSeconds,
    means: changedMeans(reviewed, applyCorrections(reviewed, correctionsBy(edits, annotator))),
  }));
  if (!corrected) return people;
  return [
    { name: viewStrings.lanes.predicted, colour: MODEL, dashed: true, stepSeconds, means: all(reviewed) },
    { name: viewStrings.lanes.corrected, colour: CORRECTED, dashed: false, stepSeconds, means: all(corrected) },
    ...people,
  ];
}

function changedMeans(before: HeatmapTimeline, after: HeatmapTimeline): (Point | null)[] {
  return after.steps.map((step, t) => step === before.steps[t] ? null : step.mean);
}
