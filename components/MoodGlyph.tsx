/**
 * A point of the plane as a very small picture: the list's view of a whole track.
 * @module
 */
import type { Point } from "../core/emotion/grid.ts";
import { pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";

export function MoodGlyph({ mean }: { mean: Point | null }) {
  const label = mean ? strings.library.mood(pointToWords(mean)) : strings.library.moodUnknown;
  return (
    <svg class="glyph" viewBox="-12 -12 24 24" width="28" height="28" role="img" aria-label={label}>
      <title>{label}</title>
      <rect x="-11.5" y="-11.5" width="23" height="23" rx="2" class="glyph-field" />
      <path d="M0-11V11M-11 0H11" class="glyph-axes" />
      {mean && (
        <circle cx={(10 * mean.valence).toFixed(1)} cy={(-10 * mean.arousal).toFixed(1)} r="3" class="glyph-dot" />
      )}
    </svg>
  );
}
