import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { intraclassCorrelation } from "./intraclass.ts";
import { krippendorffAlpha } from "./krippendorff.ts";
import { pairwiseConcordance } from "./pairwise_concordance.ts";
import type { RatingTable } from "./rating_table.ts";

const NONE = NaN;

function table(rows: number[][]): RatingTable {
  return { units: rows.length, raters: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
}

/** Shrout & Fleiss 1979, table 2: six targets by four judges. */
const SHROUT_FLEISS = table([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]);

/** Krippendorff 2011, "Computing Krippendorff's alpha-reliability", §C–E: twelve units by four observers, with gaps. */
const KRIPPENDORFF = table([
  [1, 1, NONE, 1],
  [2, 2, 3, 2],
  [3, 3, 3, 3],
  [3, 3, 3, 3],
  [2, 2, 2, 2],
  [1, 2, 3, 4],
  [4, 4, 4, 4],
  [1, 1, 2, 1],
  [2, 2, 2, 2],
  [NONE, 5, 5, 5],
  [NONE, NONE, 1, 1],
  [NONE, 3, NONE, NONE],
]);

Deno.test("ICC(2,1) and ICC(2,4) are those of Shrout & Fleiss", () => {
  const { single, mean, k } = intraclassCorrelation(SHROUT_FLEISS)!;
  // Published with two digits: .29, .62.
  assert.deepEqual([single.toFixed(2), mean.toFixed(2), Math.round(k * 1e9) / 1e9], ["0.29", "0.62", 4]);
});

Deno.test("where every rater has one unit, they are ICC(1,1) and ICC(1,4) of Shrout & Fleiss", () => {
  const { units, raters, values } = SHROUT_FLEISS, apart = new Float64Array(units * units * raters).fill(NaN);
  values.forEach((value, i) => {
    const unit = Math.floor(i / raters);
    apart[unit * units * raters + i] = value;
  });
  const { single, mean } = intraclassCorrelation({ units, raters: units * raters, values: apart })!;
  assert.deepEqual([single.toFixed(2), mean.toFixed(2)], ["0.17", "0.44"]);
});

Deno.test("variances of units, raters and rest are found in a table with gaps", () => {
  const random = seededRandom(4), units = 300, raters = 40;
  const unit = Array.from({ length: units }, () => random.normal());
  const rater = Array.from({ length: raters }, () => 0.7 * random.normal());
  const values = Float64Array.from(
    { length: units * raters },
    (_, i) =>
      random.uniform() < 0.6 ? NaN : 5 + unit[Math.floor(i / raters)] + rater[i % raters] + 0.5 * random.normal(),
  );
  const { single } = intraclassCorrelation({ units, raters, values })!;
  // The variance of 40 raters is known to a share of √(2/40) = .22, that of 300 units to .08: about .05 in 1/(1 + .49 + .25).
  assert.ok(Math.abs(single - 1 / 1.74) < 0.1, `${single}`);
});

Deno.test("Krippendorff's alpha for interval data is the published one", () => {
  assert.equal(krippendorffAlpha(KRIPPENDORFF)!.toFixed(3), "0.849");
});

Deno.test("agreement is 1 when all say the same, and stays so far from 0", () => {
  const same = table([[1, 1, 1], [2, 2, 2], [4, 4, 4]]),
    far = { ...same, values: same.values.map((v) => v / 10 + 1e4) };
  for (const one of [same, far]) {
    const found = [intraclassCorrelation(one)!.single, krippendorffAlpha(one)!, pairwiseConcordance(one)!];
    // 1e4 leaves 12 digits of a tenth.
    found.forEach((value) => assert.ok(Math.abs(value - 1) < 1e-3, `${value}`));
  }
});

Deno.test("pairwise concordance by hand: 4/7 for a constant difference of 1, 0 for what stands still elsewhere", () => {
  assert.ok(Math.abs(pairwiseConcordance(table([[1, 2], [2, 3], [3, 4]]))! - 4 / 7) < 1e-12);
  assert.equal(pairwiseConcordance(table([[1, 2], [1, 2], [1, 2]])), 0);
  // Pairs of a third rater with two common units do not count.
  assert.ok(Math.abs(pairwiseConcordance(table([[1, 2, NONE], [2, 3, 9], [3, 4, -9]]))! - 4 / 7) < 1e-12);
});

Deno.test("nothing to compare gives null", () => {
  const nothing = [table([]), table([[1, NONE], [NONE, 2]]), table([[1, 1], [1, 1], [1, 1]])];
  for (const one of nothing) {
    assert.deepEqual([intraclassCorrelation(one), krippendorffAlpha(one), pairwiseConcordance(one)], [
      null,
      null,
      null,
    ]);
  }
});
