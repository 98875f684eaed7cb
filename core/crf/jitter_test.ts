import assert from "node:assert/strict";
import { cellToPoint, pointToCell } from "../emotion/grid.ts";
import { seededRandom } from "../random.ts";
import { jitterSequences } from "./jitter.ts";

const MIDDLE = pointToCell({ valence: 0, arousal: 0 });

Deno.test("a displacement has the given deviation on both axes, and the weights stay whole", () => {
  const labels = new Int32Array(20_000).fill(MIDDLE);
  const moved = jitterSequences([{ labels, weight: 3 }], { deviation: 0.2, copies: 2 }, seededRandom(1));
  assert.deepEqual(moved.map(({ weight }) => weight), [1.5, 1.5]);
  for (const axis of ["valence", "arousal"] as const) {
    const values = Array.from(moved[0].labels, (cell) => cellToPoint(cell)[axis]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean) < 0.01, `${axis}: ${mean}`);
    // Cells add a twelfth of their width squared.
    assert.ok(Math.abs(Math.sqrt(variance - (2 / 11) ** 2 / 12) - 0.2) < 0.01, `${axis}: ${variance}`);
  }
  assert.notDeepEqual(moved[0].labels, moved[1].labels);
});

Deno.test("no deviation is the identity, gaps stay gaps, corners stay on the grid, the seed decides", () => {
  const labels = Int32Array.of(0, -1, 120, 60);
  assert.deepEqual(jitterSequences([{ labels }], { deviation: 0, copies: 1 }, seededRandom(2)), [{
    labels,
    weight: 1,
  }]);
  const wild = () => jitterSequences([{ labels }], { deviation: 5, copies: 3 }, seededRandom(3));
  for (const sequence of wild()) {
    assert.ok(sequence.labels.every((cell, i) => i === 1 ? cell === -1 : cell >= 0 && cell <= 120));
  }
  assert.deepEqual(wild(), wild());
});

Deno.test("options out of range are refused", () => {
  assert.throws(() => jitterSequences([], { deviation: -1, copies: 1 }, seededRandom(1)), {
    name: "RangeError",
    message: "Cannot jitter labels: deviation must be finite and ≥ 0, current value is -1",
  });
  assert.throws(() => jitterSequences([], { deviation: 1, copies: 0 }, seededRandom(1)), {
    name: "RangeError",
    message: "Cannot jitter labels: copies must be a positive integer, current value is 0",
  });
});
