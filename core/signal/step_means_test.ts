import assert from "node:assert/strict";
import fc from "fast-check";
import { StepMeans } from "./step_means.ts";

const specs = fc.integer({ min: 100, max: 30000 }).map((hopSamples) => ({ frameSamples: 32768, hopSamples }));

Deno.test("every frame goes to the step that its centre lies in, however the frames come in blocks", () => {
  const blocks = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(specs, blocks, (spec, counts) => {
      const means = new StepMeans(1, spec, (mean) => Float32Array.from(mean));
      const sums: number[] = [], frames: number[] = [];
      let first = 0;
      for (const count of counts) {
        means.eachRun(first, count, (row, from, end) => {
          for (let f = from; f < end; f++) row[0] += f;
        });
        for (let f = first; f < first + count; f++) {
          const step = Math.floor(f * spec.hopSamples / 22050);
          sums[step] = (sums[step] ?? 0) + f;
          frames[step] = (frames[step] ?? 0) + 1;
        }
        first += count;
      }
      for (let step = 0; step < sums.length; step++) {
        let own = step;
        while (frames[own] === undefined) own--; // a step without a frame repeats the one before
        assert.ok(Math.abs(means.of(step)[0] - sums[own] / frames[own]) < 1e-3);
      }
    }),
    { seed: 1 },
  );
});
