/** Auditing a timeline, with audio that is heard and the default model. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openAudio } from "../../audio/decode.ts";
import { decodeAll, wavBytes } from "../../audio/testing.ts";
import { importDefaultModel } from "../../jobs/first_start.ts";
import type { AuditView, JobView, ModelsView } from "../../protocol/api.ts";
import { getAudit } from "../../store/audits.ts";
import { openCompute } from "../../workers/compute.ts";
import { openServer, type TestingServer, unknownId } from "./testing.ts";

const data = (name: string) => fileURLToPath(new URL(`../../data/${name}`, import.meta.url));

/** Twenty seconds of a song, and of them `from` … `to` so much quieter. */
async function music(
  { from, to, gain }: { from: number; to: number; gain: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const path = data("demo/awakening.mp3"), { sampleRate } = await openAudio(path);
  const samples = (await decodeAll(path)).slice(0, 20 * sampleRate);
  const quieter = samples.map((x, n) => n >= from * sampleRate && n < to * sampleRate ? gain * x : x);
  return wavBytes(quieter, { sampleRate });
}

/** A server whose audio is really heard. */
async function hearingServer(): Promise<TestingServer> {
  const server = await openServer({ bare: true, uploadLimits: { bytesPerFile: 5_000_000, files: 2 } });
  const real = openCompute({ cores: 1 }), close = server[Symbol.asyncDispose];
  Object.assign(server.workspace.compute, { analyze: real.analyze, audit: real.audit });
  await importDefaultModel(server.workspace, data("default.safetensors"));
  server[Symbol.asyncDispose] = async () => {
    await close();
    real.close();
  };
  return server;
}

Deno.test("a track is heard once for its audit: what breaks in silence is told, and the volume changes nothing", async () => {
  await using server = await hearingServer();
  const [{ track }] = await server.upload({ "gap.wav": await music({ from: 10, to: 13, gain: 0 }) });
  const path = `/api/tracks/${track.id}/audit`;
  await server.json(path, { status: 404 });
  await server.json(path, { method: "POST", status: 404 });
  assert.deepEqual((await server.settled()).map(({ state }) => state), ["done"]);
  const before = await server.json<AuditView>(path);
  assert.equal(before.heard, false);
  assert.ok(before.findings.every(({ kind }) => kind === "unknown" || kind === "broad"), JSON.stringify(before));
  const job = await server.post<JobView>(path, {}, 202);
  assert.deepEqual([job.kind, job.trackId], ["audit", track.id]);
  await server.settled();
  assert.equal((await server.json<JobView>(`/api/jobs/${job.id}`)).message, "audited");
  assert.equal((await server.post<JobView>(path, {}, 202)).id, job.id, "once");
  const { heard, findings } = await server.json<AuditView>(path);
  assert.ok(heard);
  assert.deepEqual(findings.filter(({ kind }) => kind === "level"), [], "the default model hears relative levels");
  const silent = findings.filter(({ kind }) => kind === "silentSure");
  assert.deepEqual(silent.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]), [[10, 13]]);
});

Deno.test("of music so faint that what is 12 dB fainter drowns, the map follows the volume, and that is told", async () => {
  await using server = await hearingServer();
  const [{ track }] = await server.upload({ "faint.wav": await music({ from: 0, to: 20, gain: 0.01 }) });
  await server.settled();
  await server.post<JobView>(`/api/tracks/${track.id}/audit`, {}, 202);
  await server.settled();
  const { findings } = await server.json<AuditView>(`/api/tracks/${track.id}/audit`);
  const level = findings.filter(({ kind }) => kind === "level");
  assert.ok(level.length === 1 && level[0].strength > 0.05, JSON.stringify(level));
});

Deno.test("evidence whose file is lost is no evidence: the track is heard again, and what is found then is kept", async () => {
  await using server = await openServer();
  const { db, blobs, scope, compute } = server.workspace;
  let hearings = 0;
  compute.audit = () => {
    const none = new Array<number>(8).fill(0), levelDistances = none.with(3, 0.1 * ++hearings);
    const evidence = { levelDecibels: -12, levelDistances, decibels: none, silentMoves: none, priorEntropyNats: 4 };
    return Promise.resolve(evidence);
  };
  const track = await server.analyzedTrack(), path = `/api/tracks/${track.id}/audit`;
  const level = async () => {
    const { heard, findings } = await server.json<AuditView>(path);
    return [heard, ...findings.filter(({ kind }) => kind === "level").map(({ strength }) => strength.toFixed(1))];
  };
  const hear = async () => {
    const { id } = await server.post<JobView>(path, {}, 202);
    await server.settled();
    assert.equal((await server.json<JobView>(`/api/jobs/${id}`)).state, "done");
    return id;
  };
  const first = await hear();
  assert.deepEqual(await level(), [true, "0.1"]);
  const { models: [{ id: modelId }] } = await server.json<ModelsView>("/api/models");
  await Deno.remove(blobs.path((await getAudit(db, scope, { trackId: track.id, modelId }))!.sha256));
  assert.deepEqual(await level(), [false]);
  const second = await hear();
  assert.notEqual(second, first);
  assert.deepEqual(await level(), [true, "0.2"], "other bytes than before");
  assert.equal(await hear(), second, "once");
});

Deno.test("findings follow the corrections, and are those of the model that is asked for", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), path = `/api/tracks/${track.id}/audit`;
  const corrected = async () =>
    (await server.json<AuditView>(path)).findings.filter(({ kind }) => kind === "corrected");
  assert.deepEqual(await corrected(), []);
  const move = { kind: "move", timeSeconds: 1, durationSeconds: 2, value: { valence: 0.8, arousal: -0.8 } };
  const { id } = await server.post<{ id: string }>(`/api/tracks/${track.id}/corrections`, move, 201);
  const [found] = await corrected();
  assert.deepEqual([found.startSeconds, found.endSeconds, found.corrections], [1, 3, 1]);
  assert.ok(found.strength > 0.2);
  await server.post(`/api/tracks/${track.id}/corrections`, { kind: "undo", target: id }, 201);
  assert.deepEqual(await corrected(), []);
  await server.json(`${path}?model=${unknownId}`, { status: 404 });
  const { models: [{ id: model }] } = await server.json<ModelsView>("/api/models");
  await server.json(`${path}?model=${model}`);
});

Deno.test("a file that can not be heard fails its audit with the reason, and may be tried again", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack("broken.wav"), path = `/api/tracks/${track.id}/audit`;
  const job = await server.post<JobView>(path, {}, 202);
  await server.settled();
  const { state, message } = await server.json<JobView>(`/api/jobs/${job.id}`);
  assert.equal(state, "failed");
  assert.match(message, /broken\.wav/);
  assert.notEqual((await server.post<JobView>(path, {}, 202)).id, job.id);
  await server.settled();
});
