/**
 * Going on to what nobody has judged.
 * @module
 */
import type { StepStatus } from "../../core/review/status.ts";

/**
 * The next steps that nobody has said anything of, at most `count` in a row: after a step, then from the beginning.
 * @returns `first` … `end - 1`; null when all were judged.
 */
export function nextUnjudged(
  statuses: readonly StepStatus[],
  after: number,
  count: number,
): { first: number; end: number } | null {
  const isOpen = (t: number) => statuses[t]?.state === "untouched";
  const inOrder = Array.from(statuses, (_, i) => (after + i) % statuses.length);
  const first = inOrder.find(isOpen);
  if (first === undefined) return null;
  let end = first + 1;
  while (end - first < count && isOpen(end)) end++;
  return { first, end };
}

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
