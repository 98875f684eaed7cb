import assert from "node:assert/strict";
import { applyCorrections } from "../core/review/apply.ts";
import { move } from "../core/review/testing.ts";
import { randomTimeline } from "../formats/testing.ts";
import { readTimelineJson, writeTimelineJson } from "../formats/timeline_json.ts";
import { openBlobs } from "../store/blobs.ts";
import { correctedTimeline } from "./corrected_timelines.ts";

Deno.test("a corrected timeline is made once, while others are answered, and anew when something is added", async () => {
  const blobs = await openBlobs(await Deno.makeTempDir());
  const text = writeTimelineJson(randomTimeline(1, { stepCount: 2000 }));
  const { sha256 } = await blobs.put(new TextEncoder().encode(text));
  const events = [move("1", 0, 2000, 0.5), move("2", 3, 2000, -0.5)];
  const ask = (events: ReturnType<typeof move>[], trackId = "t") =>
    correctedTimeline(blobs, { trackId, sha256, events });
  const plain = await ask([]);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const [one, same] = await Promise.all([ask(events), ask(events)]).finally(() => clearInterval(timer));
  assert.ok(turns >= 5, `${turns} turns of others`);
  assert.deepEqual(one, applyCorrections(readTimelineJson(text), events));
  assert.equal(same, one);
  assert.equal(await ask(events), one);
  assert.equal(await ask([]), plain);
  assert.notEqual(await ask(events.slice(0, 1)), one);
  assert.notEqual(await ask(events, "other"), one, "of another track");
  for (const trackId of ["a", "b", "c", "d"]) await ask([], trackId);
  assert.notEqual(await ask([]), plain, "the oldest are dropped");
});

Deno.test("a timeline that cannot be read now is read the next time", async () => {
  const blobs = await openBlobs(await Deno.makeTempDir());
  const bytes = new TextEncoder().encode(writeTimelineJson(randomTimeline(1, { stepCount: 2 })));
  const { sha256 } = await blobs.put(bytes), path = blobs.path(sha256), asked = { trackId: "t", sha256, events: [] };
  await Deno.remove(path);
  await assert.rejects(correctedTimeline(blobs, asked), { name: "NotFound" });
  await Deno.writeFile(path, bytes);
  assert.equal((await correctedTimeline(blobs, asked)).steps.length, 2);
});
