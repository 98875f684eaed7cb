import assert from "node:assert/strict";
import { addAudit, getAudit } from "./audits.ts";
import { enqueueAnalyses, enqueueAudit, requestCancel } from "./jobs.ts";
import { openTestingStore, testingSha256 } from "./testing.ts";

Deno.test("a track and a model have one evidence, the latest, and it is found in its project only", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store, audit = { trackId, modelId, sha256: testingSha256("a") };
  assert.equal(await getAudit(db, scope, audit), undefined);
  await addAudit(db, scope, audit);
  const again = { ...audit, sha256: testingSha256("b") };
  await addAudit(db, scope, again);
  assert.deepEqual(await getAudit(db, scope, audit), again);
  assert.equal(await getAudit(db, { ...scope, projectId: "other" }, audit), undefined);
});

Deno.test("an audit that waits keeps its job, beside the track's analysis; one that was cancelled is queued anew", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store, key = { trackId, modelId, heard: false };
  const first = await enqueueAudit(db, scope, key);
  assert.deepEqual([first.kind, first.trackId, first.modelId, first.state], ["audit", trackId, modelId, "queued"]);
  assert.equal((await enqueueAudit(db, scope, key)).id, first.id);
  const [analysis] = await enqueueAnalyses(db, scope, { trackIds: [trackId], modelId });
  assert.notEqual(analysis.id, first.id);
  await requestCancel(db, scope, first.id);
  assert.notEqual((await enqueueAudit(db, scope, key)).id, first.id);
});
