import assert from "node:assert/strict";
import {
  clearOutbox,
  enqueueAnalyses,
  enqueueRetrain,
  getJob,
  listJobs,
  readOutbox,
  refillOutbox,
  reportProgress,
  requestCancel,
  requeueInterrupted,
  settleJob,
  startJob,
  yieldJob,
} from "./jobs.ts";
import { addTestingTrack, openTestingStore, testingSha256 } from "./testing.ts";
import { addTimeline } from "./timelines.ts";

Deno.test("a track is queued once a model, and not when its timeline is there", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const { id: finished } = await addTestingTrack(db, scope, "e");
  const summary = { valence: 0, arousal: 0, entropyNats: 1, summary: "{}" };
  await addTimeline(db, scope, { trackId: finished, modelId, sha256: testingSha256("e"), ...summary });
  const request = { trackIds: [trackId, trackId, finished], modelId };
  const [job, ...others] = await enqueueAnalyses(db, scope, request);
  assert.deepEqual(others, []);
  assert.deepEqual([job.state, job.trackId, job.modelId, job.message], ["queued", trackId, modelId, "waiting"]);
  assert.deepEqual(await enqueueAnalyses(db, scope, request), [job], "the same job while it is open");
  assert.deepEqual(await readOutbox(db, 9), [job.id]);
  await settleJob(db, job.id, { state: "failed", message: "no" });
  assert.notEqual(
    (await enqueueAnalyses(db, scope, request))[0].id,
    job.id,
    "a failed one is tried again by a new job",
  );
});

Deno.test("a job goes from queued over running to its end, and then stays as it is", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const [{ id }] = await enqueueAnalyses(db, scope, { trackIds: [trackId], modelId });
  assert.equal((await startJob(db, id))!.attempts, 1);
  const half = await reportProgress(db, id, { progress: 0.5, message: "half" });
  assert.deepEqual([half.cancelRequested, half.job!.progress, half.job!.message], [false, 0.5, "half"]);
  assert.equal((await settleJob(db, id, { state: "done", message: "analysed" }))!.job.progress, 1);
  assert.equal(await settleJob(db, id, { state: "failed", message: "late" }), undefined);
  assert.equal(await startJob(db, id), undefined);
  assert.equal((await requestCancel(db, scope, id))!.state, "done");
});

Deno.test("cancelling ends a waiting job at once and tells a running one", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const [waiting] = await enqueueAnalyses(db, scope, { trackIds: [trackId], modelId });
  assert.equal((await requestCancel(db, scope, waiting.id))!.state, "cancelled");
  assert.equal(await startJob(db, waiting.id), undefined);
  const [running] = await enqueueAnalyses(db, scope, { trackIds: [trackId], modelId });
  await startJob(db, running.id);
  assert.equal((await requestCancel(db, scope, running.id))!.state, "running");
  assert.equal((await reportProgress(db, running.id, { progress: 1, message: "" })).cancelRequested, true);
  assert.equal(await requestCancel(db, { ...scope, projectId: "other" }, running.id), undefined);
});

Deno.test("an interrupted job waits again; an orderly stop does not count as an attempt, a crash does", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const [{ id }] = await enqueueAnalyses(db, scope, { trackIds: [trackId], modelId });
  await startJob(db, id);
  await yieldJob(db, id);
  assert.equal((await startJob(db, id))!.attempts, 1);
  await requeueInterrupted(db);
  assert.equal((await getJob(db, scope, id))!.state, "queued");
  assert.equal((await startJob(db, id))!.attempts, 2);
});

Deno.test("the outbox can be filled again from the jobs that are open", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const [{ id: open }] = await enqueueAnalyses(db, scope, { trackIds: [trackId], modelId });
  const retrain = await enqueueRetrain(db, scope, { parentId: modelId, parentName: "m", trackIds: null });
  await settleJob(db, retrain.id, { state: "done", message: "" });
  await clearOutbox(db, [open, retrain.id]);
  assert.deepEqual(await readOutbox(db, 9), []);
  await refillOutbox(db);
  await refillOutbox(db);
  assert.deepEqual(await readOutbox(db, 9), [open]);
});

Deno.test("versions are named after the first ancestor and numbered", async () => {
  await using store = await openTestingStore();
  const { db, scope, modelId } = store;
  const names: string[] = [];
  for (const parentName of ["default-1", "default-1.r1", "x".repeat(200)]) {
    const { id } = await enqueueRetrain(db, scope, { parentId: modelId, parentName, trackIds: null });
    names.push(((await startJob(db, id))!.input as { modelName: string }).modelName);
  }
  assert.deepEqual(names, ["default-1.r1", "default-1.r2", "x".repeat(180) + ".r3"]);
  assert.equal((await listJobs(db, scope, { limit: 1 })).length, 1);
  assert.equal((await listJobs(db, scope, { limit: 9, state: "queued" })).length, 0);
});
