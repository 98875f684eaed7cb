import assert from "node:assert/strict";
import { parseColumns, parseDeviation, parseScale } from "./import_options.ts";

Deno.test("scales, deviations and columns as they are typed", () => {
  assert.deepEqual(["1..9", "-1..1", "0..1", "-.5...5"].map(parseScale), [
    { low: 1, high: 9 },
    { low: -1, high: 1 },
    { low: 0, high: 1 },
    { low: -0.5, high: 0.5 },
  ]);
  assert.deepEqual(parseDeviation("0.3"), { arousal: 0.3, valence: 0.3 });
  assert.deepEqual(parseDeviation("0.3, .25"), { arousal: 0.3, valence: 0.25 });
  assert.deepEqual(parseColumns("piece=Song title, time_s=t=0", ["piece", "time_s"]), {
    piece: "Song title",
    time_s: "t=0",
  });
});

Deno.test("what cannot be meant is refused", () => {
  for (const text of ["", "9..1", "1..1", "1-9", "1..9..10", "a..b"]) {
    const message = "Cannot read --scale: it must be two numbers, the lower one first, e.g. 1..9 or --scale=-1..1, " +
      `current value is ${JSON.stringify(text)}`;
    assert.throws(() => parseScale(text), { name: "RangeError", message });
  }
  for (const text of ["", "0", "3", "-0.1", "0.1,", "0.1,0.1,0.1", "x"]) {
    const message =
      "Cannot read --deviation: it must be one number in (0, 2], or two for arousal and valence, in units of " +
      `the plane (-1 … 1), current value is ${JSON.stringify(text)}`;
    assert.throws(() => parseDeviation(text), { name: "RangeError", message });
  }
  for (const text of ["", "piece", "piece=", "song=x", "=x"]) {
    const message = "Cannot read --columns: it must be OURS=THEIRS with commas between, OURS one of piece, time_s, " +
      `current value is ${JSON.stringify(text)}`;
    assert.throws(() => parseColumns(text, ["piece", "time_s"]), { name: "RangeError", message });
  }
});
