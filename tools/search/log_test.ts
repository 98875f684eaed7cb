import assert from "node:assert/strict";
import { openTrialLog } from "./log.ts";

Deno.test("a trial that was logged is not run again, by the same log or by the next one; of other data it is", async () => {
  const path = await Deno.makeTempFile(), trial = { place: "fold 1", recipe: { a: 1 } };
  let runs = 0;
  const run = () => ({ nllNats: 4 + runs++ });
  const first = await openTrialLog(path, { data: "a" });
  assert.deepEqual(await first.once(trial, run), { nllNats: 4 });
  assert.deepEqual(await first.once(trial, run), { nllNats: 4 });
  first.say({ place: "fold 1", chosen: {} });
  const second = await openTrialLog(path, { data: "a" });
  assert.deepEqual(await second.once(trial, run), { nllNats: 4 });
  assert.deepEqual(await second.once({ ...trial, place: "fold 2" }, run), { nllNats: 5 });
  const other = await openTrialLog(path, { data: "b" });
  assert.deepEqual(await other.once(trial, run), { nllNats: 6 });
  const lines = (await Deno.readTextFile(path)).trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ figures, chosen }) => figures?.nllNats ?? chosen), [4, {}, 5, 6]);
  await Deno.remove(path);
});
