/**
 * One lane on the time axis: its name, what its ends stand for, and the picture.
 * @module
 */
import type { ComponentChildren } from "preact";

interface LaneProps {
  kind: string;
  name: string;
  hint?: string;
  /** What the top and the bottom of the lane stand for. */
  high?: ComponentChildren;
  low?: ComponentChildren;
  children: ComponentChildren;
}

export function Lane({ kind, name, hint, high, low, children }: LaneProps) {
  return (
    <div class={`lane lane-${kind}`}>
      <div class="lane-label" title={hint}>
        <span class="lane-high">{high}</span>
        <strong>{name}</strong>
        <span class="lane-low">{low}</span>
      </div>
      {children}
    </div>
  );
}
