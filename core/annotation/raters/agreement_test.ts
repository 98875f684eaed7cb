import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { agreement, FIGURES } from "./agreement.ts";
import { AXES } from "./model.ts";
import { simulateRaters, USUAL_RATERS } from "./simulate.ts";

const SMALL = { ...USUAL_RATERS, raters: 8, pieces: 6, spam: 0 };

Deno.test("raters who hear the same agree beyond chance, between pieces and within", () => {
  const { between, within } = agreement(simulateRaters(SMALL, seededRandom(1)).series, { seed: 1, turns: 39 });
  for (const figures of [between, within]) {
    for (const axis of AXES) {
      for (const figure of FIGURES) {
        const { value, nullMean, p } = figures[axis][figure];
        assert.ok(value! > 0.1 && value! <= 1 && nullMean! < value! - 0.1, `${axis} ${figure}: ${value}, ${nullMean}`);
        assert.equal(p, 1 / 40);
      }
    }
  }
});

Deno.test("raters who do not listen agree by chance: p is uniform", () => {
  const ps = [1, 2, 3, 4, 5, 6].flatMap((seed) => {
    const { series } = simulateRaters({ ...SMALL, raters: 5, pieces: 4, spam: 1 }, seededRandom(seed));
    const { between, within } = agreement(series, { seed, turns: 19 });
    return [between, within].flatMap((figures) => AXES.map((axis) => figures[axis]["ICC(2,1)"].p!));
  });
  const mean = ps.reduce((sum, p) => sum + p, 0) / ps.length;
  // Mean of 24 uniform numbers: .5 with a standard error of .06.
  assert.ok(Math.abs(mean - 0.5) < 0.2, `${mean}`);
});

Deno.test("the same seed gives the same figures; nothing gives nulls", () => {
  const { series } = simulateRaters({ ...SMALL, raters: 4, pieces: 3 }, seededRandom(2));
  assert.deepEqual(agreement(series, { seed: 5, turns: 3 }), agreement(series, { seed: 5, turns: 3 }));
  assert.notDeepEqual(agreement(series, { seed: 5, turns: 3 }), agreement(series, { seed: 6, turns: 3 }));
  for (const nothing of [[], series.slice(0, 1)]) {
    const { between, within } = agreement(nothing, { seed: 1, turns: 3 });
    for (const figures of [between, within]) {
      for (const figure of FIGURES) assert.deepEqual(figures.arousal[figure], { value: null, nullMean: null, p: null });
    }
  }
});
