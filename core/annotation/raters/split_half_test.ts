import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { spearmanBrown, splitHalfCorrelation } from "./split_half.ts";

Deno.test("the reliability of a mean of raters is found by halves and Spearman–Brown", () => {
  const random = seededRandom(3), units = 400, raters = 10, noise = 2;
  const unit = Array.from({ length: units }, () => random.normal());
  const values = Float64Array.from(
    { length: units * raters },
    (_, i) => unit[Math.floor(i / raters)] + noise * random.normal(),
  );
  const found = spearmanBrown(splitHalfCorrelation({ units, raters, values }, random)!);
  // Variance of the mean's signal over its own: 1 / (1 + 4/10); the standard error of r over 400 units is .03.
  assert.ok(Math.abs(found - 1 / 1.4) < 0.07, `${found}`);
});

Deno.test("Spearman–Brown steps up; one split in which halves are alike gives 1", () => {
  assert.deepEqual([spearmanBrown(0), spearmanBrown(0.5), spearmanBrown(1)], [0, 2 / 3, 1]);
  const alike = { units: 3, raters: 2, values: Float64Array.of(1, 1, 2, 2, 5, 5) };
  assert.ok(Math.abs(splitHalfCorrelation(alike, seededRandom(1))! - 1) < 1e-12);
});

Deno.test("a rater who is alone has no other half", () => {
  assert.equal(splitHalfCorrelation({ units: 2, raters: 1, values: Float64Array.of(1, 2) }, seededRandom(1)), null);
  assert.equal(splitHalfCorrelation({ units: 0, raters: 0, values: new Float64Array(0) }, seededRandom(1)), null);
});
