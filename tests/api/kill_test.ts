/** A real server process that is killed while it works: nothing that was acknowledged is lost, nothing finished is repeated. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { CorrectionsView, JobsView, TracksView, UploadView } from "../../protocol/api.ts";
import { type ServerProcess, startServer } from "./server_process.ts";

async function waitFor<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within 20 s: ${JSON.stringify(await read())}`);
}

const FILES = 16;

async function upload({ url }: ServerProcess, count: number): Promise<UploadView> {
  const form = new FormData();
  for (let i = 0; i < count; i++) form.append("files", new File([`audio ${i}`], `${i}.wav`));
  const response = await fetch(`${url}/api/tracks`, { method: "POST", body: form });
  assert.equal(response.status, 201);
  return await response.json();
}

async function correct({ url }: ServerProcess, trackId: string, round: number): Promise<void> {
  const move = { kind: "move", timeSeconds: round, durationSeconds: 1, value: { valence: 0, arousal: 0 } };
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify(move) };
  const response = await fetch(`${url}/api/tracks/${trackId}/corrections`, request);
  assert.equal(response.status, 201);
  await response.body?.cancel();
}

async function readAnalyzed(dataDir: string): Promise<string[]> {
  return (await Deno.readTextFile(join(dataDir, "analyzed.txt"))).trim().split("\n");
}

Deno.test("killed in the middle of a batch, thrice: it goes on at once and every file is finished once", async () => {
  const dataDir = await Deno.makeTempDir();
  let firstTrack = "", finished = new Set<string>();
  const kills: { names: Set<string>; begun: number }[] = [];
  const doneNames = async (server: ServerProcess) =>
    new Set(
      (await server.get<TracksView>("/api/tracks")).tracks.filter((t) => t.timelines.length > 0).map((t) => t.name),
    );
  for (let round = 0; round < 3; round++) {
    await using server = await startServer(dataDir, { analysisMs: 200 });
    if (round === 0) firstTrack = (await upload(server, FILES)).uploads[0].track.id;
    assert.deepEqual(finished.difference(await doneNames(server)), new Set(), "finished before the kill");
    await correct(server, firstTrack, round);
    finished = await waitFor(() => doneNames(server), (names) => names.size >= finished.size + 3);
    await server.kill();
    kills.push({ names: finished, begun: (await readAnalyzed(dataDir)).length });
  }
  const begun = performance.now();
  await using server = await startServer(dataDir);
  const { jobs } = await waitFor(
    () => server.get<JobsView>("/api/jobs"),
    ({ jobs }) => jobs.every(({ state }) => state === "done"),
  );
  assert.ok(performance.now() - begun < 15_000, "the engine's lease of 30 s is not waited for");
  assert.equal(jobs.length, FILES);
  assert.equal((await doneNames(server)).size, FILES);
  const corrections = await server.get<CorrectionsView>(`/api/tracks/${firstTrack}/corrections`);
  assert.deepEqual(corrections.events.map((event) => event.kind === "move" && event.timeSeconds), [0, 1, 2]);
  const analyzed = await readAnalyzed(dataDir);
  for (const { names, begun } of kills) {
    const repeated = analyzed.slice(begun).filter((name) => names.has(name));
    assert.deepEqual(repeated, [], "finished before a kill and begun again after it");
  }
  assert.ok(analyzed.length <= FILES + 3 * 2, `${analyzed.length} analyses of ${FILES} files`);
});

Deno.test("SIGTERM ends the server in order, soon, and with success", async () => {
  const dataDir = await Deno.makeTempDir();
  await using server = await startServer(dataDir, { analysisMs: 60_000 });
  await upload(server, 3);
  const events = await fetch(`${server.url}/api/events`);
  await waitFor(() => server.get<JobsView>("/api/jobs"), ({ jobs }) => jobs.some(({ state }) => state === "running"));
  const begun = performance.now();
  server.process.kill("SIGTERM");
  await events.text();
  assert.deepEqual((await server.process.status).code, 0);
  assert.ok(performance.now() - begun < 5000);
});
