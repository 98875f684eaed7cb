import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decibelsToAmplitude,
  hzToMel,
  hzToMidi,
  melToHz,
  midiToHz,
  nepersToDecibels,
  powerToDecibels,
  ratingDeviationToCoordinates,
  ratingToCoordinate,
} from "./units.ts";

Deno.test("known values", () => {
  assert.equal(hzToMidi(440), 69);
  assert.ok(Math.abs(midiToHz(60) - 261.6255653) < 1e-6);
  assert.ok(Math.abs(midiToHz(21) - 27.5) < 1e-12);
  assert.deepEqual([hzToMel(0), hzToMel(200), hzToMel(1000)], [0, 3, 15]);
  assert.ok(Math.abs(hzToMel(6400) - 42) < 1e-12);
  assert.ok(Math.abs(melToHz(42) - 6400) < 1e-9);
  assert.ok(Math.abs(nepersToDecibels(Math.log(10)) - 20) < 1e-12);
  assert.deepEqual([decibelsToAmplitude(0), decibelsToAmplitude(20), decibelsToAmplitude(-20)], [1, 10, 0.1]);
  assert.deepEqual([powerToDecibels(1), powerToDecibels(100), powerToDecibels(0)], [0, 20, -Infinity]);
});

Deno.test("conversions and their inverses undo each other, and rise", () => {
  const hz = fc.double({ min: 1, max: 20000, noNaN: true });
  fc.assert(
    fc.property(hz, hz, (a, b) => {
      assert.ok(Math.abs(melToHz(hzToMel(a)) / a - 1) < 1e-12 && Math.abs(midiToHz(hzToMidi(a)) / a - 1) < 1e-12);
      if (a < b) assert.ok(hzToMel(a) <= hzToMel(b) && hzToMidi(a) <= hzToMidi(b));
    }),
    { seed: 1 },
  );
});

Deno.test("ratings: the ends of a scale are -1 and 1, its middle 0; a value on [-1, 1] stays exactly what it is", () => {
  const nine = { low: 1, high: 9 };
  assert.deepEqual([1, 3, 5, 9].map((rating) => ratingToCoordinate(rating, nine)), [-1, -0.5, 0, 1]);
  assert.equal(ratingDeviationToCoordinates(2, nine), 0.5);
  for (const value of [-1, -0.109387732373192, 0.1, 1]) {
    assert.equal(ratingToCoordinate(value, { low: -1, high: 1 }), value);
    assert.equal(ratingDeviationToCoordinates(value, { low: -1, high: 1 }), value);
  }
});
