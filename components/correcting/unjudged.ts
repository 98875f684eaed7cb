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
