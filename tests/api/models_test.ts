import assert from "node:assert/strict";
import type { ApiError, CorrectionView, JobView, ModelsView, ModelView, TrackView } from "../../protocol/api.ts";
import { type TestingCompute, testingModel } from "../../jobs/testing.ts";
import { parameterCount } from "../../core/crf/crf.ts";
import { modelFromContents } from "../../core/model/file.ts";
import { moodCrf } from "../../core/model/model.ts";
import { readModelFile, writeModelFile } from "../../formats/model_file.ts";
import { openServer, type TestingServer, unknownId } from "./testing.ts";

function postModel(server: TestingServer, ...files: BlobPart[]): Promise<Response> {
  const form = new FormData();
  for (const file of files) form.append("model", new File([file], "x.safetensors"));
  return server.fetch("/api/models", { method: "POST", body: form });
}

Deno.test("a model is uploaded, promoted, rolled back and downloaded as it came", async () => {
  await using server = await openServer();
  const bytes = testingModel("other-1", 5);
  const response = await postModel(server, bytes);
  assert.equal(response.status, 201);
  const model: ModelView = await response.json();
  assert.deepEqual([model.name, model.recipe, model.active, model.bytes], ["other-1", "testing", false, bytes.length]);
  assert.deepEqual([model.card.id, model.card.seed, model.card.memory], ["other-1", 5, undefined]);
  assert.equal((await postModel(server, bytes)).status, 200, "the same file is the same version");
  const { models: [, first] } = await server.json<ModelsView>("/api/models");
  const active = async () =>
    (await server.json<ModelsView>("/api/models")).models.filter(({ active }) => active).map(({ id }) => id);
  assert.deepEqual(await active(), [first.id]);
  for (const id of [model.id, first.id, model.id]) {
    assert.equal((await server.json<ModelView>(`/api/models/${id}/promote`, { method: "POST" })).active, true);
    assert.deepEqual(await active(), [id]);
  }
  const file = await server.fetch(`/api/models/${model.id}/file`);
  assert.deepEqual(new Uint8Array(await file.arrayBuffer()), bytes);
  assert.match(file.headers.get("content-disposition")!, /^attachment; filename="other-1.safetensors"/);
});

Deno.test("a malformed model is refused with the reason", async () => {
  await using server = await openServer({ bare: true });
  const cases: [files: BlobPart[], status: number, message: RegExp][] = [
    [["garbage"], 400, /^Cannot read the model file: /],
    [[""], 400, /^Cannot read the model file: /],
    [[testingModel("x").slice(0, -4)], 400, /is the file cut off\?/],
    [[writeModelFile({ metadata: { id: "x" }, tensors: {} })], 400, /^Cannot use the model: the metadata must hold /],
    [[testingModel("x", 1, { featureVersion: 0 })], 400, /^Cannot use model x: its features must be of version /],
    [[testingModel("x"), testingModel("y")], 413, /must have at most 1 files/],
    [[], 400, /must/],
  ];
  for (const [files, status, message] of cases) {
    const response = await postModel(server, ...files);
    assert.equal(response.status, status);
    assert.match((await response.json()).error.message, message);
  }
  assert.deepEqual((await server.json<ModelsView>("/api/models")).models, []);
});

Deno.test("what teaches a model nothing is refused at once: notes, rejections and what they cover, verdicts on another model", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(),
    { models: [{ id: modelId }] } = await server.json<ModelsView>("/api/models");
  const said = { timeSeconds: 0, durationSeconds: 2 };
  const correct = (correction: object) =>
    server.post<CorrectionView>(`/api/tracks/${track.id}/corrections`, { ...said, ...correction }, 201);
  const refused = async () => {
    const { error } = await server.post<ApiError>("/api/models/retrain", {}, 409);
    assert.equal(
      error.message,
      "Cannot retrain a model: there must be a correction that stands and that it can learn from " +
        "(are there only rejections or notes, or verdicts on another model, or has it learned them all?)",
    );
  };
  await correct({ kind: "note", comment: "the choir" });
  await correct({ kind: "move", value: { valence: 0.5, arousal: 0.5 } });
  const { id: target } = await correct({ kind: "reject", modelId });
  await refused();
  await server.post(`/api/tracks/${track.id}/corrections`, { kind: "undo", target }, 201);
  assert.equal((await server.post<JobView>("/api/models/retrain", {}, 202)).state, "queued");
  await server.settled();
  const form = new FormData();
  form.append("file", new File([testingModel("other", 7)], "other.safetensors"));
  const { id: parentId } = await server.json<ModelView>("/api/models", { method: "POST", body: form, status: 201 });
  const second = await server.analyzedTrack("second.wav");
  const verdict = { kind: "accept", modelId, ...said };
  await server.post(`/api/tracks/${second.id}/corrections`, verdict, 201);
  await server.post("/api/models/retrain", { parentId, trackIds: [second.id] }, 409);
  await server.post("/api/models/retrain", { trackIds: [second.id] }, 202);
});

Deno.test("correct, retrain, promote, roll back: the old timeline is there byte for byte", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack();
  await server.post("/api/models/retrain", {}, 409);
  const timeline = async () => await (await server.fetch(`/api/tracks/${track.id}/timeline`)).text();
  const before = await timeline(), { models: [parent] } = await server.json<ModelsView>("/api/models");
  await server.post(`/api/tracks/${track.id}/corrections`, {
    kind: "move",
    timeSeconds: 1,
    durationSeconds: 3,
    value: { valence: 0.5, arousal: 0.5 },
  }, 201);
  await server.post("/api/models/retrain", { trackIds: [track.id, unknownId] }, 404);
  await server.post("/api/models/retrain", { parentId: unknownId }, 404);
  const job = await server.post<JobView>("/api/models/retrain", {}, 202);
  await server.settled();
  const done = await server.json<JobView>(`/api/jobs/${job.id}`);
  assert.deepEqual([done.state, done.message, done.progress], ["done", "made testing-1.r1", 1]);
  assert.equal(await timeline(), before, "not active until promoted");
  const { timelines } = await server.json<TrackView>(`/api/tracks/${track.id}`);
  assert.deepEqual(timelines.map(({ modelName }) => modelName), ["testing-1.r1", "testing-1"]);
  await server.json(`/api/models/${done.modelId}/promote`, { method: "POST" });
  assert.notEqual(await timeline(), before);
  await server.json(`/api/models/${parent.id}/promote`, { method: "POST" });
  assert.equal(await timeline(), before);
});

/** A model that has learned a correction of some steps of its track. */
function knowingModel(id: string, correction: string, steps: [first: number, end: number]) {
  const plain = modelFromContents(readModelFile(testingModel(id))), crf = moodCrf(plain.recipe, plain.crf.inputs + 1);
  return testingModel(id, 0, {
    crf,
    parameters: new Float64Array(parameterCount(crf)),
    information: new Float64Array(parameterCount(crf)),
    memory: {
      corrections: [correction],
      steps: Int32Array.from(steps),
      centres: new Float64Array(0),
      spreads: Float64Array.of(1),
    },
  });
}

Deno.test("what a model has learned is nothing to learn, its other steps are, and it can forget what was taken back", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const move = { kind: "move", timeSeconds: 1, durationSeconds: 3, value: { valence: 0.5, arousal: 0.5 } };
  const { id } = await server.post<{ id: string }>(url, move, 201);
  const add = async (steps: [number, number]) => {
    const form = new FormData();
    form.append("file", new File([knowingModel(`knows-${steps}`, id, steps)], "model.safetensors"));
    return (await server.json<ModelView>("/api/models", { method: "POST", body: form, status: 201 })).id;
  };
  const [all, some] = [await add([1, 4]), await add([1, 3])];
  await server.post("/api/models/retrain", { parentId: all }, 409);
  await server.post("/api/models/retrain", { parentId: some }, 202);
  await server.post(url, { kind: "undo", target: id }, 201);
  await server.post("/api/models/retrain", {}, 409);
  const job = await server.post<JobView>("/api/models/retrain", { parentId: all }, 202);
  await server.settled();
  assert.equal((await server.json<JobView>(`/api/jobs/${job.id}`)).state, "done");
});

Deno.test("a verdict that was learned is forgotten when it is taken back, whichever version it was on", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const { models: [{ id: modelId }] } = await server.json<ModelsView>("/api/models");
  const say = (kind: "accept" | "reject", timeSeconds: number) =>
    server.post<CorrectionView>(url, { kind, modelId, timeSeconds, durationSeconds: 3 }, 201);
  const learned = await say("accept", 1), never = await say("reject", 4), form = new FormData();
  form.append("file", new File([knowingModel("child", learned.id, [1, 4])], "child.safetensors"));
  const { id: parentId } = await server.json<ModelView>("/api/models", { method: "POST", body: form, status: 201 });
  await server.post("/api/models/retrain", { parentId }, 409);
  await server.post(url, { kind: "undo", target: never.id }, 201);
  await server.post("/api/models/retrain", { parentId }, 409);
  await server.post(url, { kind: "undo", target: learned.id }, 201);
  const job = await server.post<JobView>("/api/models/retrain", { parentId }, 202);
  await server.settled();
  assert.equal((await server.json<JobView>(`/api/jobs/${job.id}`)).state, "done");
  const { retrained: [{ tracks }] } = server.workspace.compute as TestingCompute;
  assert.deepEqual(tracks.map(({ corrections }) => corrections), [[]]);
  assert.ok(tracks[0].undone?.some(({ id }) => id === learned.id));
});

Deno.test("tracks that a retraining had to leave out are told of", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), { compute } = server.workspace, { retrain } = compute;
  const skipped = ["Cannot decode other.wav: it is damaged"];
  compute.retrain = async (...call) => ({ ...await retrain(...call), skipped });
  const move = { kind: "move", timeSeconds: 1, durationSeconds: 3, value: { valence: 0.5, arousal: 0.5 } };
  await server.post(`/api/tracks/${track.id}/corrections`, move, 201);
  const job = await server.post<JobView>("/api/models/retrain", {}, 202);
  await server.settled();
  const { message } = await server.json<JobView>(`/api/jobs/${job.id}`);
  assert.equal(message, `made testing-1.r1; ${skipped[0]}`);
});
