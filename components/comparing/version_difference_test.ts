import assert from "node:assert/strict";
import { arousalMarginal } from "../../core/emotion/heatmap.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { DIFFERENCE_COLOURS } from "../colour_map.ts";
import { averageInto } from "../step_average.ts";
import { paintStripInto } from "../strip_painting.ts";
import { differenceStrip, mapDifferenceScale } from "./version_difference.ts";

const a = randomTimeline(1, { stepCount: 6 }), b = randomTimeline(2, { stepCount: 4 });

Deno.test("a strip of differences holds the marginals of one less those of the other, while both last", () => {
  const { strip } = differenceStrip(a, b, "arousal"), rows = new Float64Array(11);
  for (let t = 0; t < 4; t++) {
    assert.ok(averageInto(rows, strip.sums, t, t + 1));
    const [one, two] = [arousalMarginal(a.steps[t].heatmap), arousalMarginal(b.steps[t].heatmap)];
    rows.forEach((value, row) => assert.ok(Math.abs(value - (one[row] - two[row])) < 1e-12));
  }
  assert.ok(!averageInto(rows, strip.sums, 4, 5), "the other has ended");
});

Deno.test("equal timelines are the middle colour all over; swapped ones mirror it", () => {
  const view = { startSeconds: 0, endSeconds: 4 };
  const painted = (one: typeof a, two: typeof a) => {
    const pixels = new Uint32Array(4 * 11), { strip, difference } = differenceStrip(one, two, "valence");
    paintStripInto(pixels, strip, { view, width: 4, difference });
    return [...pixels].map((pixel) => DIFFERENCE_COLOURS.indexOf(pixel) - 127);
  };
  const same = painted(b, b), there = painted(a, b), back = painted(b, a);
  assert.ok(same.slice(0, 4 * 11 - 4).every((offset, i) => i % 4 === 3 || offset === 0));
  for (let i = 0; i < there.length; i++) if (i % 4 < 3) assert.ok(Math.abs(there[i] + back[i]) <= 1);
  assert.ok(there.some((offset) => offset > 30) && there.some((offset) => offset < -30));
});

Deno.test("the scale of maps covers what differs, and does not shrink to nothing for equal ones", () => {
  assert.equal(mapDifferenceScale(a, b), mapDifferenceScale(b, a));
  assert.ok(mapDifferenceScale(a, a) > 0);
  assert.ok(mapDifferenceScale(a, b) > mapDifferenceScale(a, a));
});
