/**
 * What was said of a track, as runs of steps.
 * @module
 */
import type { StepStatus } from "../../core/review/status.ts";

/** Steps of one state, side by side. */
export interface StatusRun {
  first: number;
  end: number;
  state: StepStatus["state"];
}

/** Runs of steps that one correction speaks of, without those that nobody has spoken of. */
export function statusRuns(statuses: readonly StepStatus[]): StatusRun[] {
  const runs: StatusRun[] = [];
  statuses.forEach((status, t) => {
    if (status.state === "untouched") return;
    if (t > 0 && statuses[t - 1] === status) runs.at(-1)!.end = t + 1;
    else runs.push({ first: t, end: t + 1, state: status.state });
  });
  return runs;
}
