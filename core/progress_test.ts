import assert from "node:assert/strict";
import { partOf, type Progress } from "./progress.ts";

Deno.test("a part begins and ends exactly where it lies in the whole, parts of parts too", () => {
  const told: Progress[] = [], whole = (progress: Progress) => told.push(progress);
  const third = partOf(whole, 2 / 3, 1, "fold 3: "), half = partOf(third, 0, 0.5, "layer 1: ");
  third({ fraction: 0, message: "a" });
  half({ fraction: 1, message: "b" });
  third({ fraction: 1, message: "c" });
  assert.deepEqual(told, [
    { fraction: 2 / 3, message: "fold 3: a" },
    { fraction: 0.5 * (2 / 3) + 0.5, message: "fold 3: layer 1: b" },
    { fraction: 1, message: "fold 3: c" },
  ]);
});
