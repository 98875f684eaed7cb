/**
 * A point of the plane as a very small picture with its words: the list's view of a whole track.
 * @module
 */
import type { Point } from "../core/emotion/grid.ts";
import { pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";

export function MoodGlyph({ mean }: { mean: Point | null }) {
  const words = mean && pointToWords(mean);
  return (
    <span class="mood" title={words ? strings.library.mood(words) : strings.library.moodUnknown}>
      <svg class="glyph" viewBox="-12 -12 24 24" width="28" height="28" aria-hidden="true">
        <rect x="-11.5" y="-11.5" width="23" height="23" rx="2" class="glyph-field" />
        <path d="M0-11V11M-11 0H11" class="glyph-axes" />
        {mean && (
          <circle cx={(10 * mean.valence).toFixed(1)} cy={(-10 * mean.arousal).toFixed(1)} r="3" class="glyph-dot" />
        )}
      </svg>
      <span class="mood-words">{words}</span>
    </span>
  );
}
