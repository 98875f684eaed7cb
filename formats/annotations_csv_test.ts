import assert from "node:assert/strict";
import fc from "fast-check";
import type { RatingSeries } from "../core/annotation/series.ts";
import { readAnnotationsCsv, writeAnnotationsCsv } from "./annotations_csv.ts";

const header = "piece,annotator,time_s,arousal,valence\n";

const oneSeries = fc.record({
  piece: fc.string({ unit: "binary", minLength: 1 }),
  annotator: fc.string({ unit: "binary", minLength: 1 }),
  ratings: fc.uniqueArray(
    fc.record({
      time: fc.double({ min: 0, max: 1e4, noNaN: true }),
      arousal: fc.double({ min: -1, max: 1, noNaN: true }),
      valence: fc.double({ min: -1, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 5, selector: ({ time }) => time },
  ),
}).map(({ piece, annotator, ratings }): RatingSeries => {
  ratings.sort((a, b) => a.time - b.time);
  // Adding 0 makes a -0 a 0, as CSV does.
  const column = (key: "time" | "arousal" | "valence") => Float64Array.from(ratings, (rating) => rating[key] + 0);
  return { piece, annotator, times: column("time"), arousal: column("arousal"), valence: column("valence") };
});
const allSeries = fc.uniqueArray(oneSeries, {
  minLength: 1,
  maxLength: 4,
  selector: ({ piece, annotator }) => JSON.stringify([piece, annotator]),
});

Deno.test("annotations come back exactly as they were written", () => {
  fc.assert(
    fc.property(allSeries, (series) => assert.deepEqual(readAnnotationsCsv(writeAnnotationsCsv(series)), series)),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("a byte-order mark, CRLF, blank lines, other columns and another order do no harm", () => {
  const plain = readAnnotationsCsv(header + "p1,anna,0,0.5,-0.25\np1,anna,2,1,-1\np1,ben,0,0,0\n");
  assert.deepEqual(plain.map(({ annotator, times }) => [annotator, [...times]]), [["anna", [0, 2]], ["ben", [0]]]);
  const odd = '\uFEFFValence,time_s,piece,note,annotator,arousal\r\n-0.25,0,p1,"a, b",anna,.5\r\n\r\n' +
    "0,0,p1,,ben,0\r\n-1,2.0,p1,,anna,+1";
  assert.deepEqual(readAnnotationsCsv(odd), plain);
});

const refusals: [string, string, string, string][] = [
  ["an empty file", "", "SyntaxError", "it must begin with a header, the file is empty"],
  ["a header alone", header, "SyntaxError", "it must have at least one rating, there is only a header"],
  [
    "a missing header",
    "p1,anna,0,0.5,0.5\n",
    "SyntaxError",
    "the header must be piece,annotator,time_s,arousal,valence, current value is p1,anna,0,0.5,0.5 (is the header missing?)",
  ],
  [
    "semicolons",
    "piece;annotator;time_s;arousal;valence\np1;a;0;0;0\n",
    "SyntaxError",
    "the header must be piece,annotator,time_s,arousal,valence, " +
    "current value is piece;annotator;time_s;arousal;valence (are the columns separated by semicolons?)",
  ],
  [
    "a missing column",
    "piece,annotator,time,arousal,valence\np1,a,0,0,0\n",
    "SyntaxError",
    "the header must be piece,annotator,time_s,arousal,valence, current value is piece,annotator,time,arousal,valence",
  ],
  [
    "decimal commas",
    header + "p1,a,0,0,0\np1,a,1,0,5,-0,25\n",
    "SyntaxError",
    "line 3: it must have 5 cells, current value is 7 (are there decimal commas? write 0.5, not 0,5)",
  ],
  ["a short row", header + "p1,a,0,0\n", "SyntaxError", "line 2: it must have 5 cells, current value is 4"],
  [
    "a quoted decimal comma",
    header + 'p1,a,0,"0,5",0\n',
    "SyntaxError",
    'line 2: arousal must be a number, current value is "0,5" (a decimal comma? write a point)',
  ],
  [
    "a missing value",
    header + "p1,a,0,0.5,\n",
    "SyntaxError",
    'line 2: valence must be a number, current value is "" (is the value missing?)',
  ],
  [
    "time and piece swapped",
    header + "0.5,a,p1,0,0\n",
    "SyntaxError",
    'line 2: time_s must be a number, current value is "p1" (are piece and time_s swapped?)',
  ],
  [
    "time and arousal swapped",
    header + "p1,a,0.1,0,0\np1,a,0.4,2,0\n",
    "RangeError",
    "line 3: arousal must be in [-1, 1], current value is 2 (are time_s and arousal swapped?)",
  ],
  [
    "a 1–9 scale",
    header + "p1,a,0,1,3\np1,a,2,7.5,5\n",
    "RangeError",
    "line 2: valence must be in [-1, 1], current value is 3 (is this on a 1–9 scale? x / 4 - 1.25 brings it to [-1, 1])",
  ],
  [
    "percentages",
    header + "p1,a,0,0,-60\np1,a,2,0,75\n",
    "RangeError",
    "line 2: valence must be in [-1, 1], current value is -60 (is this in percent?)",
  ],
  [
    "a time before the start",
    header + "p1,a,-1,0,0\n",
    "RangeError",
    "line 2: time_s must be ≥ 0, current value is -1",
  ],
  [
    "rows out of order",
    header + "p1,a,2,0,0\np1,b,0,0,0\np1,a,1,0,0\n",
    "RangeError",
    "line 4: time_s must be later than the annotator's rating before, 2, current value is 1 (are the rows out of order?)",
  ],
  [
    "a row that is there twice",
    header + "p1,a,2,0,0\n\np1,a,2,0,0\n",
    "RangeError",
    "line 4: time_s must be later than the annotator's rating before, 2, current value is 2 (is the row there twice?)",
  ],
  [
    "an empty name",
    header + "p1,,2,0,0\n",
    "SyntaxError",
    "line 2: annotator must not be empty, there is nothing between the commas",
  ],
];

for (const [name, text, kind, reason] of refusals) {
  Deno.test(`readAnnotationsCsv refuses ${name}`, () => {
    assert.throws(() => readAnnotationsCsv(text), { name: kind, message: `Cannot read the annotations: ${reason}` });
  });
}

Deno.test("readAnnotationsCsv refuses a quote that is never closed, and says where", () => {
  assert.throws(
    () => readAnnotationsCsv(header + 'p1,"a,0,0,0\n'),
    /^SyntaxError: Cannot read the annotations: line \d: it must be CSV \(/,
  );
});
