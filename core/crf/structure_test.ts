import assert from "node:assert/strict";
import { cellToPoint, pointToCell } from "../emotion/grid.ts";
import { gridCosineBasis, gridRadialBasis } from "./grid_basis.ts";
import { blockOf, createCrf, type CrfSpec, parameterBlocks, parameterCount, startParameters } from "./structure.ts";

const SPEC: CrfSpec = {
  states: 121,
  inputs: 3,
  bias: true,
  emission: { kind: "radialBasis", centresPerAxis: 6, width: 0.35 },
  transitions: { kind: "displacement", rows: 11, columns: 11 },
};

Deno.test("blocks follow one another and fill the parameter vector", () => {
  const crf = createCrf(SPEC), { weights, bias, transitions } = parameterBlocks(crf);
  assert.deepEqual([weights.shape, bias.shape, transitions.shape], [[3, 36], [121], [21, 21]]);
  assert.deepEqual([weights.start, weights.end, bias.end, transitions.end], [0, 108, 229, 670]);
  assert.equal(bias.start, weights.end);
  assert.equal(transitions.start, bias.end);
  assert.equal(parameterCount(crf), 670);
  const parameters = new Float64Array(670);
  blockOf(parameters, bias)[120] = 5;
  assert.equal(parameters[228], 5);
});

Deno.test("a specification survives JSON, and without bias, inputs and transitions there is nothing to learn", () => {
  const crf = createCrf(SPEC), again = createCrf(JSON.parse(JSON.stringify(SPEC)));
  assert.deepEqual(again.emission, crf.emission);
  assert.deepEqual(parameterBlocks(again), parameterBlocks(crf));
  const bare: CrfSpec = {
    states: 4,
    inputs: 0,
    bias: false,
    emission: { kind: "dense" },
    transitions: { kind: "none" },
  };
  assert.equal(parameterCount(createCrf(bare)), 0);
  assert.equal(parameterCount(createCrf({ ...bare, inputs: 2, transitions: { kind: "dense" } })), 8 + 16);
});

Deno.test("sizes out of range are refused", () => {
  for (
    const [change, message] of [
      [{ states: 0 }, "states must be an integer ≥ 1, current value is 0"],
      [{ inputs: -1 }, "inputs must be an integer ≥ 0, current value is -1"],
      [{ conditions: 0.5 }, "conditions must be an integer ≥ 0, current value is 0.5"],
      [{ states: 120 }, "a radial basis needs the grid's 121 states, current value is 120"],
      [
        { states: 120, emission: { kind: "cosineBasis", order: 3 } },
        "a cosine basis needs the grid's 121 states, current value is 120",
      ],
      [{ emission: { kind: "scores" } }, "scores as inputs need 3 states, current value is 121"],
      [{ emission: { kind: "nominal", features: 0 } }, "features must be an integer ≥ 1, current value is 0"],
    ] as const
  ) {
    assert.throws(() => createCrf({ ...SPEC, ...change }), {
      name: "RangeError",
      message: `Cannot build a CRF: ${message}`,
    });
  }
});

Deno.test("a bump is 1 at its centre, falls off alike in all directions, and knows the grid's axes", () => {
  const { rows, columns, data } = gridRadialBasis(3, 0.5);
  assert.deepEqual([rows, columns], [9, 121]);
  const at = (b: number, valence: number, arousal: number) => data[b * 121 + pointToCell({ valence, arousal })];
  assert.equal(at(4, 0, 0), 1);
  // b = arousal·3 + valence: bump 5 sits at high valence and middle arousal, bump 7 at middle valence and high arousal.
  assert.ok(at(5, 0.99, 0) > 0.95 && at(7, 0, 0.99) > 0.95);
  assert.ok(at(5, 0, 0.99) < 0.05 && at(7, 0.99, 0) < 0.05);
  const far = cellToPoint(0), expected = Math.exp(-(far.valence ** 2 + far.arousal ** 2) / (2 * 0.25));
  assert.ok(Math.abs(data[4 * 121] - expected) < 1e-15);
  assert.equal(gridRadialBasis(1, 0.5).data[60], 1);
});

Deno.test("a radial basis of no size or width is refused", () => {
  assert.throws(() => gridRadialBasis(0, 1), {
    name: "RangeError",
    message: "Cannot build a radial basis: centresPerAxis must be a positive integer, current value is 0",
  });
  assert.throws(() => gridRadialBasis(3, 0), {
    name: "RangeError",
    message: "Cannot build a radial basis: width must be finite and > 0, current value is 0",
  });
});

Deno.test("cosines are orthonormal, the first is constant, and all 121 of them span the grid", () => {
  const { rows, columns, data } = gridCosineBasis(11);
  assert.deepEqual([rows, columns], [121, 121]);
  for (let a = 0; a < 121; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let s = 0; s < 121; s++) product += data[a * 121 + s] * data[b * 121 + s];
      assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-12, `${a}, ${b}`);
    }
  }
  assert.ok(data.subarray(0, 121).every((value) => Math.abs(value - 1 / 11) < 1e-15));
  // b = i·order + j: the second of four varies along valence alone.
  const small = gridCosineBasis(2).data.subarray(121, 242);
  assert.equal(small[pointToCell({ valence: 0.5, arousal: -0.9 })], small[pointToCell({ valence: 0.5, arousal: 0.9 })]);
  assert.ok(
    small[pointToCell({ valence: -0.9, arousal: 0 })] > 0 && small[pointToCell({ valence: 0.9, arousal: 0 })] < 0,
  );
  assert.throws(() => gridCosineBasis(12), {
    name: "RangeError",
    message: "Cannot build a cosine basis: order must be an integer in 1 … 11, current value is 12",
  });
});

Deno.test("training starts at zero, but for the scale of scores and for products", () => {
  const base = { states: 4, inputs: 4, bias: true, transitions: { kind: "dense" } } as const;
  assert.ok(startParameters(createCrf({ ...base, emission: { kind: "dense" } })).every((value) => value === 0));
  const scaled = startParameters(createCrf({ ...base, emission: { kind: "scores" } }));
  assert.deepEqual([scaled[0], scaled.subarray(1).every((value) => value === 0)], [1, true]);
  const factors = createCrf({ ...base, emission: { kind: "dense" }, transitions: { kind: "lowRank", rank: 2 } });
  assert.ok(startParameters(factors).subarray(20).every((value) => value !== 0));
  assert.deepEqual(startParameters(factors), startParameters(factors));
});
