import assert from "node:assert/strict";
import fc from "fast-check";
import { createPyramid, type PyramidSpec } from "./pyramid.ts";

/** The columns of every level, put together from its tiles. */
function build(spec: PyramidSpec, pushes: Uint8Array[]) {
  const levels: number[][] = [], sizes: number[][] = [];
  const pyramid = createPyramid(spec, (level, bytes) => {
    (levels[level] ??= []).push(...bytes);
    (sizes[level] ??= []).push(bytes.length / spec.width);
  });
  for (const push of pushes) pyramid.push(push);
  return { columns: pyramid.finish(), levels, sizes };
}

/** The definition: merge neighbours until one tile is enough. */
function reference({ width, tileColumns, merge }: PyramidSpec, columns: number[]): number[][] {
  const levels = [columns];
  while (levels.at(-1)!.length / width > tileColumns) {
    const fine = levels.at(-1)!, coarse: number[] = [];
    for (let c = 0; c < fine.length / width; c += 2) {
      for (let at = 0; at < width; at++) {
        const first = fine[c * width + at];
        coarse.push(merge(first, fine[(c + 1) * width + at] ?? first, at));
      }
    }
    levels.push(coarse);
  }
  return levels;
}

Deno.test("levels are what merging neighbours gives, however the columns are pushed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 }),
      fc.constantFrom(2, 4, 6),
      fc.constantFrom(1, 3),
      (pushes, tileColumns, width) => {
        const spec = { width, tileColumns, merge: (a: number, b: number) => a + b + 1 >> 1 };
        const whole = pushes.map((push) => push.subarray(0, push.length - push.length % width));
        const { columns, levels, sizes } = build(spec, whole), expected = reference(spec, whole.flatMap((p) => [...p]));
        assert.deepEqual(columns, expected.map((level) => level.length / width));
        assert.deepEqual(levels, expected[0].length ? expected : []);
        for (const level of sizes) assert.ok(level.slice(0, -1).every((size) => size === tileColumns));
        assert.equal(sizes.at(-1)?.length ?? 1, 1, "the last level has one tile");
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

Deno.test("tiles that cannot be halved are refused", () => {
  assert.throws(() => createPyramid({ width: 1, tileColumns: 3, merge: Math.max }, () => {}), {
    name: "RangeError",
    message: "Cannot build a pyramid: tileColumns must be even and positive, current value is 3",
  });
});
