/**
 * What annotators have said of each step.
 * @module
 */
import { type Correction, type CorrectionEvent, isMapEdit, standing } from "./correction.ts";
import { coveredSteps, type Steps } from "./covered_steps.ts";

export type StepState = "untouched" | "corrected" | "accepted" | "rejected";

export interface StepStatus {
  state: StepState;
  /** The correction that said so: by whom, how sure, when, why. Null where nobody has said anything. */
  by: Correction | null;
}

const UNTOUCHED: StepStatus = { state: "untouched", by: null };

/**
 * The state of every step of one model version's timeline: what the last of the standing corrections that cover it says. A
 * verdict counts for the version that it was given on and for no other; a note says nothing of a step.
 * Steps of one correction share one object.
 * @param of the timeline's steps, and the id of the model version that made it.
 */
export function stepStatuses(
  of: Steps & { modelId: string | null },
  events: readonly CorrectionEvent[],
): StepStatus[] {
  const statuses = new Array<StepStatus>(of.steps.length).fill(UNTOUCHED);
  for (const correction of standing(events)) {
    const state = stateBy(correction, of.modelId);
    if (state === "untouched") continue;
    const { first, end } = coveredSteps(correction, of);
    statuses.fill({ state, by: correction }, first, end);
  }
  return statuses;
}

function stateBy(correction: Correction, modelId: string | null): StepState {
  if (isMapEdit(correction)) return "corrected";
  if (correction.kind === "note" || correction.modelId !== modelId) return "untouched";
  return correction.kind === "accept" ? "accepted" : "rejected";
}
