import assert from "node:assert/strict";
import fc from "fast-check";
import type { TargetSeries } from "../core/annotation/target_series.ts";
import { readRatedCsv } from "./rated_csv.ts";
import { isTargetsCsv, readTargetsCsv, writeTargetsCsv } from "./targets_csv.ts";

const header = "piece,time_s,arousal,valence,arousal_sd,valence_sd\n";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const onePiece = fc.record({
  piece: fc.string({ unit: "binary", minLength: 1 }),
  rows: fc.uniqueArray(
    fc.record({
      ...{ times: number(0, 1e4), arousal: number(-1, 1), valence: number(-1, 1), arousalDeviation: number(0, 2) },
      ...{ valenceDeviation: number(0, 2), correlation: number(-1, 1), raters: number(1e-3, 1e3) },
    }),
    { minLength: 1, maxLength: 5, selector: ({ times }) => times },
  ),
}).map(({ piece, rows }): TargetSeries => {
  rows.sort((a, b) => a.times - b.times);
  // Adding 0 makes a -0 a 0, as CSV does.
  const column = (key: keyof typeof rows[number]) => Float64Array.from(rows, (row) => row[key] + 0);
  return {
    ...{ piece, times: column("times"), arousal: column("arousal"), valence: column("valence") },
    ...{ arousalDeviation: column("arousalDeviation"), valenceDeviation: column("valenceDeviation") },
    ...{ correlation: column("correlation"), raters: column("raters") },
  };
});

Deno.test("targets come back exactly as they were written", () => {
  const all = fc.uniqueArray(onePiece, { minLength: 1, maxLength: 4, selector: ({ piece }) => piece });
  fc.assert(
    fc.property(all, (targets) => assert.deepEqual(readTargetsCsv(writeTargetsCsv(targets)), targets)),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("without correlation and raters they are 0 and 10; columns may stand in any order and others beside them", () => {
  const [short] = readTargetsCsv(header + "p,1.5,0.2,-0.2,0.3,0.4\n");
  assert.deepEqual([short.correlation[0], short.raters[0], short.times[0], short.valenceDeviation[0]], [
    0,
    10,
    1.5,
    0.4,
  ]);
  const odd = "\uFEFFraters,Valence_SD,note,piece,time_s,valence,arousal,arousal_sd,correlation\r\n" +
    ",0.4,x,p,1.5,-0.2,0.2,0.3,\r\n\r\n";
  assert.deepEqual(readTargetsCsv(odd), [short]);
});

Deno.test("the header decides what a file is: deviations and no annotator are targets", () => {
  const annotations = "piece,annotator,time_s,arousal,valence\np,a,0,0,0\n";
  assert.deepEqual([header, annotations, ""].map(isTargetsCsv), [true, false, false]);
  assert.ok(isTargetsCsv('\uFEFF"piece","time_s","arousal","valence","arousal_sd"\r\n'));
  assert.ok(!isTargetsCsv("piece,annotator,time_s,arousal,valence,arousal_sd\n"), "an annotator who says how sure");
  assert.ok(!isTargetsCsv("piece,annotator\narousal_sd"), "only the header counts");
  const targets = readRatedCsv(header + "q,0,0,0,1,1\np,0,0,0,1,1\n"), rated = readRatedCsv(annotations);
  assert.deepEqual([...targets.keys()], ["p", "q"]);
  assert.deepEqual([targets.get("p")!.series, targets.get("p")!.targets!.piece], [[], "p"]);
  assert.deepEqual([rated.get("p")!.series.length, rated.get("p")!.targets], [1, undefined]);
});

const refusals: [string, string, string, string][] = [
  ["an empty file", "", "SyntaxError", "it must begin with a header, the file is empty"],
  ["a header alone", header, "SyntaxError", "it must have at least one target, there is only a header"],
  [
    "a missing column",
    "piece,time_s,arousal,valence,arousal_sd\np,0,0,0,1\n",
    "SyntaxError",
    "the header must be piece,time_s,arousal,valence,arousal_sd,valence_sd, " +
    "current value is piece,time_s,arousal,valence,arousal_sd",
  ],
  [
    "another scale",
    header + "p,0,5,0,1,1\n",
    "RangeError",
    "line 2: arousal must be in [-1, 1], current value is 5 (is it on another scale?)",
  ],
  [
    "a negative deviation",
    header + "p,0,0,0,1,-1\n",
    "RangeError",
    "line 2: valence_sd must be in [0, 2], current value is -1 (is it on another scale?)",
  ],
  [
    "no raters",
    header.trim() + ",raters\np,0,0,0,1,1,0\n",
    "RangeError",
    "line 2: raters must be > 0 and at most 1000000000, current value is 0",
  ],
  [
    "a missing deviation",
    header + "p,0,0,0,,1\n",
    "SyntaxError",
    'line 2: arousal_sd must be a number, current value is "" (is the value missing?)',
  ],
  [
    "rows out of order",
    header + "p,1,0,0,1,1\nq,0,0,0,1,1\np,0,0,0,1,1\n",
    "RangeError",
    "line 4: time_s must be later than the piece's target before, 1, current value is 0 (are the rows out of order?)",
  ],
];

for (const [name, text, kind, reason] of refusals) {
  Deno.test(`readTargetsCsv refuses ${name}`, () => {
    assert.throws(() => readTargetsCsv(text), { name: kind, message: `Cannot read the targets: ${reason}` });
  });
}
