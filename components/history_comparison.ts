/**
 * What one correction does to a map: the step without it and with it.
 * @module
 */
import type { HeatmapTimeline, TimelineStep } from "../core/emotion/timeline.ts";
import { applyCorrections } from "../core/review/apply.ts";
import { type Correction, type CorrectionEvent, standing } from "../core/review/correction.ts";
import { coveredSteps } from "../core/review/covered_steps.ts";

/**
 * A step that a correction covers, as all other standing corrections make it and as this one does with them, in its place
 * among them; it may itself be undone.
 * @param seconds what is looked at if the correction covers it; else its first step is.
 * @returns null where it covers no step.
 */
export function withoutAndWith(
  timeline: HeatmapTimeline,
  events: readonly CorrectionEvent[],
  { correction, seconds }: { correction: Correction; seconds: number },
): [before: TimelineStep, after: TimelineStep] | null {
  const { first, end } = coveredSteps(correction, timeline);
  if (first === end) return null;
  const now = Math.floor(seconds / timeline.stepSeconds + 1e-9), t = now >= first && now < end ? now : first;
  const left = new Set(standing(events).map(({ id }) => id).filter((id) => id !== correction.id));
  const one = { ...timeline, steps: [timeline.steps[t]] };
  const made = (isIn: (id: string) => boolean) =>
    applyCorrections(one, events.filter(({ id, kind }) => kind !== "undo" && kind !== "redo" && isIn(id))).steps[0];
  return [made((id) => left.has(id)), made((id) => left.has(id) || id === correction.id)];
}
