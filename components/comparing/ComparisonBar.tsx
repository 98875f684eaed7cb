/**
 * By what two versions are compared, and ways to where they disagree.
 * @module
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Jump } from "../../core/review/comparison.ts";
import { Segments } from "../Segments.tsx";
import { strings } from "../strings.ts";
import type { Comparison } from "./comparison.ts";

interface ComparisonBarProps {
  comparison: Comparison;
  playhead: ReadonlySignal<number>;
  onJump: (seconds: number) => void;
}

const MEASURES = [["js", strings.comparing.measures.js], ["emd", strings.comparing.measures.emd]] as const;
const JUMPS: readonly (readonly [way: Jump, shown: string])[] = [
  ["previous", "←"],
  ["largest", strings.comparing.largestShown],
  ["next", "→"],
];

export function ComparisonBar({ comparison, playhead, onJump }: ComparisonBarProps) {
  return (
    <div class="comparison-bar" role="group" aria-label={strings.comparing.title}>
      <Segments name={strings.comparing.measure} value={comparison.measure} choices={MEASURES} />
      {JUMPS.map(([way, shown]) => {
        const seconds = comparison.jump(way, playhead.value);
        return (
          <button
            type="button"
            key={way}
            aria-label={strings.comparing[way]}
            title={strings.comparing[way]}
            disabled={seconds === null}
            onClick={() => seconds !== null && onJump(seconds)}
          >
            {shown}
          </button>
        );
      })}
      <span class="muted" role="status">{stateText(comparison)}</span>
    </div>
  );
}

function stateText({ problem, progress, peaks }: Comparison): string {
  if (problem.value) return strings.comparing.failed(problem.value);
  if (progress.value < 1) return strings.comparing.progress(progress.value);
  return peaks.value.length > 0 ? strings.comparing.found(peaks.value.length) : strings.comparing.none;
}
