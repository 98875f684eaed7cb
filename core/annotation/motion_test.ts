import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, GRID_SIZE } from "../emotion/grid.ts";
import { seededRandom } from "../random.ts";
import { blendKernels, type Motion, motionKernel, motionOf, type Track, usualRaterMotion } from "./motion.ts";

const CELL = 2 / GRID_SIZE, REACH = 2 * GRID_SIZE - 1;

function track(times: number[], arousal: number[], valence = arousal.map(() => 0)): Track {
  const [t, a, v] = [times, arousal, valence].map((values) => Float64Array.from(values));
  return { times: t, arousal: a, valence: v };
}

/** Share of a displacement. */
const share = ({ displacements }: Motion, up: number, right: number) =>
  displacements[(up + GRID_SIZE - 1) * REACH + right + GRID_SIZE - 1];

function close(actual: number, expected: number, tolerance = 1e-12) {
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual}, not ${expected}`);
}

Deno.test("moves are from step to step: points every half second count where steps have their middle", () => {
  // At 15.5, 16.5 and 17.5 s: 0.1, 0.3, 0.2.
  const times = [15, 15.5, 16, 16.5, 17, 17.5],
    motion = motionOf([track(times, [9, 1, 8, 3, 7, 2].map((x) => x / 10))], 1);
  assert.equal(motion.moves, 2);
  close(motion.arousalMove, Math.sqrt((0.2 ** 2 + 0.1 ** 2) / 2));
  close(motion.valenceMove, 0);
});

Deno.test("a whole number of cells is one displacement, a part of a cell is shared by how far it goes", () => {
  const whole = motionOf([track([0, 1], [0, 2 * CELL], [0, -CELL])], 1);
  close(share(whole, 2, -1), 1);
  const part = motionOf([track([0, 1], [0, 0.25 * CELL], [0, -0.5 * CELL])], 1);
  close(share(part, 0, 0), 0.75 * 0.5);
  close(share(part, 1, 0), 0.25 * 0.5);
  close(share(part, 0, -1), 0.75 * 0.5);
  close(share(part, 1, -1), 0.25 * 0.5);
  const across = motionOf([track([0, 1], [-1, 1], [1, -1])], 1);
  close(share(across, 10, -10), 1);
});

Deno.test("a point that holds for three seconds is two moves of nothing, and the last point one move", () => {
  const motion = motionOf([track([0, 3], [0, CELL])], 1);
  assert.equal(motion.moves, 3);
  close(share(motion, 0, 0), 2 / 3);
  close(share(motion, 1, 0), 1 / 3);
});

Deno.test("shares have sum 1 and the mean displacement is that of the points", () => {
  const coordinate = fc.double({ min: -0.9, max: 0.9, noNaN: true });
  const lines = fc.array(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 9 }), { minLength: 1 });
  fc.assert(
    fc.property(lines, (all) => {
      const tracks = all.map((line) => track(line.map((_, i) => i), line.map(([a]) => a), line.map(([, v]) => v)));
      const motion = motionOf(tracks, 1);
      let sum = 0, up = 0;
      motion.displacements.forEach((value, i) => {
        sum += value;
        up += value * (Math.floor(i / REACH) - GRID_SIZE + 1) * CELL;
      });
      close(sum, 1);
      const rise = all.reduce((total, line) => total + line.at(-1)![0] - line[0][0], 0);
      assert.equal(motion.moves, all.reduce((total, line) => total + line.length - 1, 0));
      close(up, rise / motion.moves, 1e-10);
    }),
    { seed: 5, numRuns: 200 },
  );
});

Deno.test("a random walk's deviation is found again, over lines of any start", () => {
  const random = seededRandom(2), sigma = 0.05;
  const tracks = Array.from({ length: 200 }, (_, k) => {
    let value = 0;
    const walk = Array.from({ length: 50 }, () => value += sigma * random.normal());
    return track(walk.map((_, i) => 15 + 0.13 * (k % 7) + i), walk, walk);
  });
  const motion = motionOf(tracks, 1);
  // The error of a deviation over 9,800 moves is 0.7 %.
  close(motion.arousalMove / sigma, 1, 0.03);
});

Deno.test("the kernel is positive, symmetric about staying, and draws nobody to the border", () => {
  const motion = motionOf([track([0, 1, 2], [0, CELL, CELL])], 1), kernel = motionKernel(motion);
  assert.equal(kernel.length, CELL_COUNT ** 2);
  assert.ok(kernel.every((value) => value > 0));
  for (let r = 0; r < CELL_COUNT; r++) {
    close(kernel.subarray(r * CELL_COUNT, (r + 1) * CELL_COUNT).reduce((a, b) => a + b, 0), 1);
  }
  // Half stays, a quarter up and a quarter down; of the lowest row down is missing.
  const likelihood = (r: number, s: number) => (kernel[r * CELL_COUNT + s] - 0.02 / CELL_COUNT) / 0.98;
  close(likelihood(60, 60), 0.5);
  close(likelihood(60, 71), 0.25);
  close(likelihood(60, 49), 0.25);
  close(likelihood(5, 5), 2 / 3);
  close(likelihood(5, 16), 1 / 3);
});

Deno.test("the usual motion of raters has the moves that it says", () => {
  const { displacements, arousalMove, valenceMove } = usualRaterMotion();
  let up = 0, right = 0, sum = 0;
  displacements.forEach((value, i) => {
    sum += value;
    up += value * ((Math.floor(i / REACH) - GRID_SIZE + 1) * CELL) ** 2;
    right += value * ((i % REACH - GRID_SIZE + 1) * CELL) ** 2;
  });
  close(sum, 1);
  // Cells of width w add w²/12 to the variance of what moves.
  close(up, arousalMove ** 2 + 0.21 * CELL ** 2 / 12, 1e-4);
  close(right, valenceMove ** 2 + 0.21 * CELL ** 2 / 12, 1e-4);
  assert.ok(share(usualRaterMotion(), 0, 0) > 0.79);
});

Deno.test("ratings that are too short for a move are refused", () => {
  const message = "Cannot measure motion: ratings must last for two steps of 1 s, current number of moves is 0";
  for (const tracks of [[], [track([], [])], [track([3], [0])], [track([0.6, 0.9], [0, 1])]]) {
    assert.throws(() => motionOf(tracks, 1), new RangeError(message));
  }
  assert.throws(
    () => motionOf([], 0),
    new RangeError("Cannot measure motion: stepSeconds must be > 0, current value is 0"),
  );
});

Deno.test("blended kernels have the share that was asked for, which must be one", () => {
  const [one, other] = [Float64Array.of(1, 0), Float64Array.of(0.5, 0.5)];
  assert.deepEqual([...blendKernels(one, { kernel: other, share: 0.5 })], [0.75, 0.25]);
  assert.throws(
    () => blendKernels(one, { kernel: other, share: 2 }),
    new RangeError("Cannot blend motion: the share must be in [0, 1], current value is 2"),
  );
});
