import assert from "node:assert/strict";
import { formatCoordinate, formatPercent, pointToWords } from "./mood_words.ts";

Deno.test("points are told in plain words, arousal first", () => {
  assert.equal(pointToWords({ valence: 0.8, arousal: -0.2 }), "slightly calm, very positive");
  assert.equal(pointToWords({ valence: -0.5, arousal: 0.05 }), "negative");
  assert.equal(pointToWords({ valence: 0, arousal: 0.09 }), "neutral");
});

Deno.test("coordinates carry their sign, zero carries none", () => {
  assert.equal(formatCoordinate(0.254), "+0.25");
  assert.equal(formatCoordinate(-0.1), "−0.10");
  assert.equal(formatCoordinate(-0.004), "0.00");
});

Deno.test("percentages have a decimal when they are small", () => {
  assert.deepEqual([0.0346, 0.416, 1].map(formatPercent), ["3.5 %", "42 %", "100 %"]);
});
