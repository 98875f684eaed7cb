import assert from "node:assert/strict";
import { addTracks, displayName } from "./add_tracks.ts";
import { importDefaultModel, importDemo } from "./first_start.ts";
import { type TestingCompute, testingCompute, type TestingComputeOptions, testingModel } from "./testing.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";
import { addCorrection } from "../store/corrections.ts";
import { getJob, type JobRecord, listJobs } from "../store/jobs.ts";
import { listModels } from "../store/models.ts";
import { addTimeline } from "../store/timelines.ts";
import { getTrack, listTracks } from "../store/tracks.ts";
import * as fc from "fast-check";

interface Opened extends AsyncDisposable {
  dataDir: string;
  workspace: Workspace;
  compute: TestingCompute;
}

async function open(
  { dataDir, concurrency = 2, ...options }: TestingComputeOptions & { dataDir?: string; concurrency?: number } = {},
): Promise<Opened> {
  dataDir ??= await Deno.makeTempDir();
  const compute = testingCompute(options);
  const workspace = await openWorkspace({ dataDir, compute, concurrency });
  const modelPath = await Deno.makeTempFile();
  await Deno.writeFile(modelPath, testingModel("testing-1"));
  await importDefaultModel(workspace, modelPath);
  return { dataDir, workspace, compute, [Symbol.asyncDispose]: () => workspace.close() };
}

async function addFiles({ workspace }: Opened, ...names: string[]): Promise<JobRecord[]> {
  const files = await Promise.all(names.map(async (name) => {
    const bytes = new TextEncoder().encode(name === "empty.wav" ? "" : `audio of ${name}`);
    const blob = await workspace.blobs.receive(ReadableStream.from([bytes]), { limitBytes: 1000 });
    return { name, blob };
  }));
  return (await addTracks(workspace, workspace.scope, files)).map(({ job }) => job!);
}

/** Waits until every job is as asked; fails after 20 s. */
async function waitFor({ workspace }: Opened, holds: (job: JobRecord) => boolean): Promise<JobRecord[]> {
  for (let tries = 0; tries < 800; tries++) {
    const jobs = await listJobs(workspace.db, workspace.scope, { limit: 1000 });
    if (jobs.length > 0 && jobs.every(holds)) return jobs;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`jobs stayed ${JSON.stringify(await listJobs(workspace.db, workspace.scope, { limit: 9 }))}`);
}

const ended = (job: JobRecord) => ["done", "failed", "cancelled"].includes(job.state);

Deno.test("added files are analysed by the active model, and the same content is one track", async () => {
  await using opened = await open();
  const { workspace: { db, scope } } = opened;
  const events: string[] = [];
  opened.workspace.bus.subscribe(
    scope.projectId,
    (event) => events.push(event.type === "job" ? event.job.state : event.type),
  );
  const [first, second] = await addFiles(opened, "album/one.wav", "two.wav");
  assert.notEqual(first.id, second.id);
  assert.deepEqual((await waitFor(opened, ended)).map(({ state, message }) => [state, message]), [
    ["done", "analysed"],
    ["done", "analysed"],
  ]);
  const [, track] = await listTracks(db, scope);
  assert.equal(track.name, "album/one.wav");
  assert.equal(track.durationSeconds, 7.5);
  assert.equal(track.timelines[0].modelName, "testing-1");
  assert.ok(Math.abs(track.summary!.valence) < 1 && track.summary!.entropyNats > 0);
  for (const type of ["queued", "running", "done", "track"]) assert.ok(events.includes(type), type);
  assert.equal((await addFiles(opened, "album/one.wav"))[0], null, "known content, with its timeline");
  assert.equal((await listTracks(db, scope)).length, 2);
});

Deno.test("what the file is to blame for fails at once, in words that name the file the user sent", async () => {
  await using opened = await open();
  await addFiles(opened, "empty.wav");
  const [job] = await waitFor(opened, ended);
  assert.deepEqual([job.state, job.message], ["failed", "Cannot decode empty.wav: it is empty (0 bytes)"]);
  assert.deepEqual(opened.compute.analyzed, ["empty.wav"]);
});

Deno.test("what may pass is tried again", async () => {
  const before: TestingComputeOptions["before"] = (_, attempt) => {
    if (attempt === 1) throw new Error("worker died");
  };
  await using opened = await open({ before });
  await addFiles(opened, "one.wav");
  await waitFor(opened, (job) => job.message === "trying again: worker died");
  const [job] = await waitFor(opened, ended);
  assert.deepEqual([job.state, job.message], ["done", "analysed"]);
  assert.deepEqual(opened.compute.analyzed, ["one.wav", "one.wav"]);
});

Deno.test("a job is cancelled while it waits and while it runs, and leaves no timeline", async () => {
  await using opened = await open({ analysisMs: 60_000, concurrency: 1 });
  const { workspace } = opened, { db, scope } = workspace;
  const jobs = await addFiles(opened, "one.wav", "two.wav");
  await waitFor(opened, (job) => job.id === jobs[1].id || job.state === "running" && job.progress > 0);
  assert.equal((await workspace.cancel(scope, jobs[1].id))!.state, "cancelled");
  await workspace.cancel(scope, jobs[0].id);
  assert.deepEqual((await waitFor(opened, ended)).map(({ state }) => state), ["cancelled", "cancelled"]);
  for (const track of await listTracks(db, scope)) assert.deepEqual(track.timelines, []);
  assert.deepEqual(opened.compute.analyzed, ["one.wav"]);
});

Deno.test("an orderly stop interrupts what runs, and the next start takes it up soon", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    await using opened = await open({ dataDir, analysisMs: 60_000 });
    const [, , third] = await addFiles(opened, "one.wav", "two.wav", "three.wav");
    await waitFor(opened, (job) => job.state === "running" || job.id === third.id);
  }
  const start = performance.now();
  await using opened = await open({ dataDir });
  assert.deepEqual((await waitFor(opened, ended)).map(({ state }) => state), ["done", "done", "done"]);
  assert.ok(performance.now() - start < 10_000, "the engine's lease of 30 s is not waited for");
});

Deno.test("a job whose timeline was written just before the crash does no work", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    await using opened = await open({ dataDir, concurrency: 0 });
    const { db, scope } = opened.workspace, [{ trackId, modelId }] = await addFiles(opened, "one.wav");
    const { sha256 } = (await getTrack(db, scope, trackId!))!;
    const summary = { valence: 0, arousal: 0, entropyNats: 1, summary: "{}" };
    await addTimeline(db, scope, { trackId: trackId!, modelId: modelId!, sha256, ...summary });
  }
  await using opened = await open({ dataDir });
  assert.equal((await waitFor(opened, ended))[0].state, "done");
  assert.deepEqual(opened.compute.analyzed, []);
});

Deno.test("tracks that came before any model are analysed when the default model arrives; the demo comes once", async () => {
  const dataDir = await Deno.makeTempDir(), demo = await Deno.makeTempDir();
  await Deno.writeTextFile(`${demo}/clip.ogg`, "music");
  await Deno.writeTextFile(`${demo}/README.md`, "no music");
  const workspace = await openWorkspace({ dataDir, compute: testingCompute(), concurrency: 2 });
  await importDefaultModel(workspace, `${demo}/missing.safetensors`);
  await importDemo(workspace, `${demo}/missing`);
  await importDemo(workspace, demo);
  await importDemo(workspace, demo);
  assert.deepEqual((await listTracks(workspace.db, workspace.scope)).map(({ name }) => name), ["clip.ogg"]);
  await workspace.close();
  await using opened = await open({ dataDir });
  assert.equal((await waitFor(opened, ended))[0].state, "done");
});

Deno.test("jobs survive the loss of the engine's file", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    await using opened = await open({ dataDir, concurrency: 0 });
    await addFiles(opened, "one.wav");
  }
  for (const name of ["jobs.db", "jobs.db-wal", "jobs.db-shm"]) await Deno.remove(`${dataDir}/${name}`).catch(() => {});
  await using opened = await open({ dataDir });
  assert.equal((await waitFor(opened, ended))[0].state, "done");
});

Deno.test("one data directory is open in one place only", async () => {
  await using opened = await open();
  await assert.rejects(
    openWorkspace({ dataDir: opened.dataDir, compute: testingCompute(), concurrency: 0 }),
    { message: `Cannot open the data directory: no other server may use it (${opened.dataDir})` },
  );
});

Deno.test("retraining makes a version of the standing corrections and analyses the corrected tracks by it", async () => {
  await using opened = await open();
  const { workspace, compute } = opened, { db, scope } = workspace;
  const [one, two] = await addFiles(opened, "one.wav", "two.wav");
  await waitFor(opened, ended);
  const move = (timeSeconds: number) => ({
    kind: "move" as const,
    timeSeconds,
    durationSeconds: 2,
    value: { valence: 0.5, arousal: 0.5 },
    confidence: 1,
    tool: "test",
  });
  const kept = await addCorrection(db, scope, { trackId: one.trackId!, input: move(1) });
  const undone = await addCorrection(db, scope, { trackId: two.trackId!, input: move(2) });
  await addCorrection(db, scope, { trackId: two.trackId!, input: { kind: "undo", target: undone.event.id } });
  const [parent] = await listModels(db, scope);
  const job = await workspace.retrain(scope, { parentId: parent.id, parentName: parent.name, trackIds: null });
  assert.equal(job.modelId, null);
  await waitFor(opened, ended);
  const done = (await getJob(db, scope, job.id))!;
  assert.deepEqual([done.state, done.message], ["done", "made testing-1.r1"]);
  assert.deepEqual(compute.retrained.map(({ modelId, tracks }) => [modelId, tracks.map((t) => t.name)]), [
    ["testing-1.r1", ["one.wav"]],
  ]);
  assert.deepEqual(compute.retrained[0].tracks[0].corrections.map(({ id }) => id), [kept.event.id]);
  const [made] = await listModels(db, scope);
  assert.deepEqual([made.id, made.name, made.parentId, made.active], [done.modelId, "testing-1.r1", parent.id, false]);
  assert.deepEqual((await getTrack(db, scope, one.trackId!))!.timelines.map((row) => row.modelName), [
    "testing-1.r1",
    "testing-1",
  ]);
  assert.equal((await getTrack(db, scope, two.trackId!))!.timelines.length, 1);
});

Deno.test("retraining without a standing correction fails with the reason", async () => {
  await using opened = await open();
  const { workspace } = opened, [parent] = await listModels(workspace.db, workspace.scope);
  const request = { parentId: parent.id, parentName: parent.name, trackIds: null };
  await workspace.retrain(workspace.scope, request);
  const [job] = await waitFor(opened, ended);
  assert.deepEqual([job.state, job.message], ["failed", "Cannot retrain: there must be a correction that stands"]);
});

Deno.test("a name to show keeps folders and drops what could mislead", () => {
  for (
    const [sent, shown] of [
      ["song.mp3", "song.mp3"],
      ["../../etc/passwd", "etc/passwd"],
      ["/abs/./x.wav", "abs/x.wav"],
      ["C:\\Music\\x.wav", "Music/x.wav"],
      ["a\u0000b\r\n\u202egpj.wav", "abgpj.wav"],
      ["say %22hi%22.ogg", 'say "hi".ogg'],
      ["<img src=x onerror=alert(1)>.mp3", "<img src=x onerror=alert(1)>.mp3"],
      ["..", "untitled"],
      ["", "untitled"],
    ]
  ) assert.equal(displayName(sent), shown);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (sent) => {
      const shown = displayName(sent);
      assert.ok(shown.length > 0 && shown.length <= 300 && shown.isWellFormed());
      assert.ok(!shown.startsWith("/") && !shown.split("/").some((part) => part === ".." || part === "."));
      assert.equal(displayName(shown), shown);
    }),
    { seed: 3, numRuns: 300 },
  );
});
