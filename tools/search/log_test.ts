import assert from "node:assert/strict";
import { openTrialLog } from "./log.ts";

Deno.test("a trial that was logged is not run again, by the same log or by the next one", async () => {
  const path = await Deno.makeTempFile(), trial = { place: "fold 1", recipe: { a: 1 } };
  let runs = 0;
  const run = () => ({ nllNats: 4 + runs++ });
  const first = await openTrialLog(path);
  assert.deepEqual(await first.once(trial, run), { nllNats: 4 });
  assert.deepEqual(await first.once(trial, run), { nllNats: 4 });
  first.say({ place: "fold 1", chosen: {} });
  const second = await openTrialLog(path);
  assert.deepEqual(await second.once(trial, run), { nllNats: 4 });
  assert.deepEqual(await second.once({ ...trial, place: "fold 2" }, run), { nllNats: 5 });
  const lines = (await Deno.readTextFile(path)).trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ figures, chosen }) => figures?.nllNats ?? chosen), [4, {}, 5]);
  await Deno.remove(path);
});
