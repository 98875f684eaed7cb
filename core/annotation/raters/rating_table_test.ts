import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../random.ts";
import type { RatingSeries } from "../series.ts";
import { binsByPiece, meansByPiece, type RatingTable, turnColumns, turnPieces } from "./rating_table.ts";

function rated(piece: string, annotator: string, times: number[], arousal: number[]): RatingSeries {
  const values = Float64Array.from(arousal);
  return { piece, annotator, times: Float64Array.from(times), arousal: values, valence: values };
}

Deno.test("means weigh time, not clicks; bins begin with the first rating", () => {
  const all = [
    rated("p", "a", [0, 1, 2, 3], [0.1, 0.2, 0.3, 0.4]),
    rated("p", "b", [1, 2], [0.6, 0]),
    rated("q", "b", [0], [1]),
  ];
  const { units, raters, values } = meansByPiece(all, "arousal");
  assert.deepEqual([units, raters], [2, 2]);
  // b holds .6 for one second and 0 for two.
  assert.deepEqual([...values].map((v) => Math.round(v * 1e9) / 1e9), [0.25, 0.2, NaN, 1]);
  const [p, q] = binsByPiece(all, "arousal");
  assert.deepEqual([...p.values], [0.1, NaN, 0.2, 0.6, 0.3, 0, 0.4, 0]);
  assert.deepEqual([q.units, q.raters, ...q.values], [1, 1, 1]);
});

const tables = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), fc.nat()).map(
  ([units, raters, seed]): RatingTable => {
    const random = seededRandom(seed);
    const values = Float64Array.from({ length: units * raters }, () => random.uniform() < 0.3 ? NaN : random.normal());
    return { units, raters, values };
  },
);

const column = ({ raters, values }: RatingTable, rater: number) => [...values].filter((_, i) => i % raters === rater);
const rated1 = (values: number[]) => values.filter((v) => !Number.isNaN(v));

Deno.test("turned columns are the same circle begun elsewhere, with the same gaps", () => {
  fc.assert(
    fc.property(tables, fc.nat(), (table, seed) => {
      const turned = turnColumns(table, seededRandom(seed));
      for (let r = 0; r < table.raters; r++) {
        const before = column(table, r), after = column(turned, r), ring = rated1(before), other = rated1(after);
        assert.deepEqual(after.map(Number.isNaN), before.map(Number.isNaN));
        const by = other.indexOf(ring[0]);
        assert.deepEqual([...other.slice(by), ...other.slice(0, by)], ring);
        if (ring.length > 1) assert.ok(by > 0, "it must turn");
      }
    }),
    { seed: 1 },
  );
});

Deno.test("raters of one piece have their ratings dealt among them, those of several turned", () => {
  fc.assert(
    fc.property(tables, fc.nat(), (table, seed) => {
      const turned = turnPieces(table, seededRandom(seed)), single: number[] = [], dealt: number[] = [];
      for (let r = 0; r < table.raters; r++) {
        const before = rated1(column(table, r)), after = rated1(column(turned, r));
        if (before.length > 1) assert.deepEqual(after.toSorted(), before.toSorted());
        else {
          single.push(...before);
          dealt.push(...after);
        }
      }
      assert.deepEqual(dealt.toSorted(), single.toSorted());
    }),
    { seed: 2 },
  );
});
