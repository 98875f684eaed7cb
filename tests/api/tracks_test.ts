import assert from "node:assert/strict";
import type { JobsView, TracksView, TrackView, UploadView } from "../../protocol/api.ts";
import { readTimelineJson } from "../../formats/timeline_json.ts";
import { openServer, type TestingServer, unknownId } from "./testing.ts";

const boundary = "x-boundary";

/** A form as a hostile client would write it. */
function postForm(server: TestingServer, body: BodyInit, type = `multipart/form-data; boundary=${boundary}`) {
  return server.fetch("/api/tracks", { method: "POST", body, headers: { "content-type": type } });
}

const part = (disposition: string, content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

async function message(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).error.message];
}

function listen(server: TestingServer): { port: number; stop(): Promise<void> } {
  const listener = Deno.serve({ port: 0, hostname: "localhost", onListen() {} }, server.handler);
  return { port: listener.addr.port, stop: () => listener.shutdown() };
}

const incoming = async ({ workspace }: TestingServer) =>
  (await Array.fromAsync(Deno.readDir(workspace.blobs.temporaryPath().replace(/[^/\\]*$/, "")))).length;

Deno.test("several files are uploaded, analysed and listed, newest first", async () => {
  await using server = await openServer();
  const uploads = await server.upload({ "album/one.wav": "1", "two.wav": "2" });
  assert.deepEqual(uploads.map(({ track, created, job }) => [track.name, created, job!.trackId === track.id]), [
    ["album/one.wav", true, true],
    ["two.wav", true, true],
  ]);
  await server.settled();
  const { tracks } = await server.json<TracksView>("/api/tracks");
  assert.deepEqual(tracks.map(({ name }) => name), ["two.wav", "album/one.wav"]);
  assert.ok(tracks.every(({ durationSeconds, timelines }) => durationSeconds === 7.5 && timelines.length === 1));
});

Deno.test("the same content is the same track, whatever it is called", async () => {
  await using server = await openServer({ concurrency: 0 });
  const [first] = await server.upload({ "one.wav": "same" });
  const [second] = await server.upload({ "other.wav": "same" });
  assert.deepEqual([second.created, second.track, second.job], [false, first.track, first.job]);
});

Deno.test("names never become paths", async () => {
  await using server = await openServer({ concurrency: 0 });
  const body = ["../../../../tmp/evil.wav", "/etc/evil.wav", "..\\..\\evil.wav", "\u0000.wav", "<b>.wav"]
    .map((name, i) => part(`name="files"; filename="${name}"`, `content ${i}`)).join("") + `--${boundary}--\r\n`;
  const response = await postForm(server, body);
  assert.equal(response.status, 201);
  const { uploads }: UploadView = await response.json();
  assert.deepEqual(uploads.map(({ track }) => track.name), [
    "tmp/evil.wav",
    "etc/evil.wav",
    "evil.wav",
    ".wav",
    "<b>.wav",
  ]);
  for (const path of ["/tmp/evil.wav", "/etc/evil.wav"]) await assert.rejects(Deno.stat(path));
});

Deno.test("a file of just the allowed size is taken, a larger one answers 413 and none of the form stays", async () => {
  await using server = await openServer({ uploadLimits: { bytesPerFile: 100_000, files: 3 }, concurrency: 0 });
  await server.upload({ "fits.wav": new Uint8Array(100_000) });
  const form = new FormData();
  form.append("files", new File(["small"], "small.wav"));
  form.append("files", new File([new Uint8Array(100_001)], "large.wav"));
  form.append("files", new File(["small too"], "small2.wav"));
  assert.deepEqual(await message(await server.fetch("/api/tracks", { method: "POST", body: form })), [
    413,
    "Cannot upload audio files: a file must have at most 100000 bytes",
  ]);
  assert.equal((await server.json<TracksView>("/api/tracks")).tracks.length, 1);
  assert.equal(await incoming(server), 0);
});

Deno.test("too many files, no file, no form, a broken form: each says what must hold and leaves nothing behind", async () => {
  await using server = await openServer({ uploadLimits: { bytesPerFile: 1000, files: 2 }, concurrency: 0 });
  const file = (i: number) => part(`name="files"; filename="${i}.wav"`, `content ${i}`), end = `--${boundary}--\r\n`;
  const cases: [body: string, type: string | undefined, status: number, reason: string][] = [
    [file(1) + file(2) + file(3) + end, undefined, 413, "the form must have at most 2 files"],
    [end, undefined, 400, "the form must hold at least one file"],
    [part('name="comment"', "text") + end, undefined, 400, "the form must hold at least one file"],
    ["{}", "application/json", 400, "the body must be multipart/form-data with a boundary"],
    [file(1) + end, "multipart/form-data", 400, "the body must be multipart/form-data with a boundary"],
    [file(1).slice(0, -8), undefined, 400, "the form must be whole (did the connection break?)"],
    [file(1), undefined, 400, "the form must be whole (did the connection break?)"],
    ["garbage", undefined, 400, "the form must be whole (did the connection break?)"],
  ];
  for (const [body, type, status, reason] of cases) {
    const answer = await message(await postForm(server, body, type));
    assert.deepEqual(answer, [status, `Cannot upload audio files: ${reason}`], JSON.stringify(body.slice(0, 200)));
  }
  assert.deepEqual((await server.json<TracksView>("/api/tracks")).tracks, []);
  assert.equal(await incoming(server), 0);
});

Deno.test("a connection that breaks during an upload leaves nothing behind", async () => {
  await using server = await openServer({ concurrency: 0 });
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(
        new TextEncoder().encode(part('name="files"; filename="a.wav"', "x".repeat(1000)).slice(0, -2)),
      );
      setTimeout(() => controller.error(new Error("connection reset")), 50);
    },
  });
  assert.equal((await postForm(server, body)).status, 400);
  assert.deepEqual((await server.json<TracksView>("/api/tracks")).tracks, []);
  assert.equal(await incoming(server), 0);
});

Deno.test("over a real connection a client sees the 413 of a file that is far too large, and the server goes on", async () => {
  await using server = await openServer({ uploadLimits: { bytesPerFile: 10_000, files: 3 }, concurrency: 0 });
  const { port, ...listener } = listen(server);
  const form = new FormData();
  form.append("files", new File([new Uint8Array(20_000_000)], "large.wav"));
  const response = await fetch(`http://localhost:${port}/api/tracks`, { method: "POST", body: form });
  assert.equal((await message(response))[0], 413);
  const [ok] = (await (await fetch(`http://localhost:${port}/api/tracks`)).json()).tracks;
  assert.equal(ok, undefined);
  await listener.stop();
});

Deno.test("over a real connection a range arrives whole and a broken upload leaves the server standing", async () => {
  await using server = await openServer({ uploadLimits: { bytesPerFile: 10_000_000, files: 3 }, concurrency: 0 });
  const { port, ...listener } = listen(server);
  const content = new Uint8Array(3_000_000).map((_, i) => i * 31 >> 3);
  const [{ track }] = await server.upload({ "big.wav": content });
  const headers = { range: "bytes=1000000-2999998" };
  const response = await fetch(`http://localhost:${port}/api/tracks/${track.id}/audio`, { headers });
  assert.equal(response.status, 206);
  assert.deepEqual(await response.bytes(), content.subarray(1_000_000, 2_999_999));
  const socket = await Deno.connect({ port });
  await socket.write(new TextEncoder().encode(
    `POST /api/tracks HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9999\r\n` +
      `content-type: multipart/form-data; boundary=${boundary}\r\n\r\n` +
      part('name="f"; filename="a.wav"', "cut").slice(0, -3),
  ));
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await fetch(`http://localhost:${port}/api/health`).then((answer) => answer.json())).status, "ok");
  assert.equal(await incoming(server), 0);
  await listener.stop();
});

Deno.test("an upload without an active model is kept and waits for one", async () => {
  await using server = await openServer({ bare: true });
  const [{ job, track }] = await server.upload({ "one.wav": "1" });
  assert.equal(job, null);
  const refused = await server.fetch(`/api/tracks/${track.id}/timeline`);
  assert.deepEqual(await message(refused), [404, "Cannot find a model: one must be promoted first"]);
});

Deno.test("audio comes by ranges", async () => {
  await using server = await openServer({ concurrency: 0 });
  const content = "0123456789";
  const [{ track: { id, sha256 } }] = await server.upload({ 'a"b\u00fc.wav': content });
  const url = `/api/tracks/${id}/audio`, etag = `"${sha256}"`;
  type Case = [headers: HeadersInit, status: number, body: string, range: string | null];
  const cases: Case[] = [
    [{}, 200, content, null],
    [{ range: "bytes=2-4" }, 206, "234", "bytes 2-4/10"],
    [{ range: "bytes=7-" }, 206, "789", "bytes 7-9/10"],
    [{ range: "bytes=-3" }, 206, "789", "bytes 7-9/10"],
    [{ range: "bytes=-30" }, 206, content, "bytes 0-9/10"],
    [{ range: "bytes=0-999" }, 206, content, "bytes 0-9/10"],
    [{ range: "bytes=10-" }, 416, "", "bytes */10"],
    [{ range: "bytes=-0" }, 416, "", "bytes */10"],
    [{ range: "bytes=4-2" }, 200, content, null],
    [{ range: "bytes=0-1,3-4" }, 200, content, null],
    [{ range: "lines=0-1" }, 200, content, null],
    [{ range: "bytes=2-4", "if-range": etag }, 206, "234", "bytes 2-4/10"],
    [{ range: "bytes=2-4", "if-range": '"old"' }, 200, content, null],
    [{ "if-none-match": etag }, 304, "", null],
    [{ "if-none-match": '"old"' }, 200, content, null],
  ];
  for (const [headers, status, body, range] of cases) {
    const label = JSON.stringify(headers);
    const response = await server.fetch(url, { headers });
    assert.deepEqual([response.status, await response.text()], [status, body], label);
    assert.equal(response.headers.get("content-range"), range, label);
    assert.equal(response.headers.get("etag"), etag);
    if (status === 200 || status === 206) assert.equal(response.headers.get("content-length"), String(body.length));
  }
});

Deno.test("audio is served as what its content is, and never so that a browser would run it", async () => {
  await using server = await openServer({ concurrency: 0 });
  const cases: [name: string, content: string, type: string][] = [
    ["a.html", "RIFF____WAVEfmt ", "audio/wav"],
    ["b.wav", "fLaC", "audio/flac"],
    ["c.mp3", "OggS", "audio/ogg"],
    ["d.mp3", "FORM____AIFF", "audio/aiff"],
    ["e.svg", "<svg onload=alert(1)>", "audio/mpeg"],
    ["f.wav", "", "application/octet-stream"],
  ];
  for (const [name, content, type] of cases) {
    const [{ track }] = await server.upload({ [name]: content });
    const { headers, body } = await server.fetch(`/api/tracks/${track.id}/audio`);
    await body?.cancel();
    assert.equal(headers.get("content-type"), type, name);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("content-security-policy"), "default-src 'none'; sandbox");
    assert.equal(headers.get("content-disposition"), `inline; filename="${name}"; filename*=UTF-8''${name}`);
  }
  const [{ track }] = await server.upload({ "x": "y", 'né\r\nX-Evil: 1; "%\\.wav': "z" }).then((all) => all.slice(1));
  const disposition = (await server.fetch(`/api/tracks/${track.id}/audio`, { method: "HEAD" })).headers.get(
    "content-disposition",
  )!;
  assert.match(disposition, /^inline; filename="[^"%\\\r\n]*"; filename\*=UTF-8''[\w.%-]+$/);
});

Deno.test("what browsers cannot play is served as the rendition of its analysis, and the original when asked for", async () => {
  await using server = await openServer({ rendition: "RIFF____WAVE" });
  const [{ track }] = await server.upload({ "a.aiff": "FORM____AIFF" });
  await server.settled();
  const url = `/api/tracks/${track.id}/audio`;
  for (
    const [query, type, content] of [["", "audio/wav", "RIFF____WAVE"], ["?original=1", "audio/aiff", "FORM____AIFF"]]
  ) {
    const response = await server.fetch(url + query);
    assert.deepEqual([response.headers.get("content-type"), await response.text()], [type, content]);
  }
  assert.equal(await incoming(server), 0);
});

Deno.test("HEAD tells the size and sends nothing", async () => {
  await using server = await openServer({ concurrency: 0 });
  const [{ track }] = await server.upload({ "a.wav": "0123456789" });
  const response = await server.fetch(`/api/tracks/${track.id}/audio`, { method: "HEAD" });
  assert.deepEqual([response.status, response.headers.get("content-length"), await response.text()], [200, "10", ""]);
});

Deno.test("a timeline comes as it is stored, byte for byte, and corrected when asked for", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack();
  const url = `/api/tracks/${track.id}/timeline`;
  const response = await server.fetch(url), text = await response.text();
  assert.equal(response.headers.get("content-type"), "application/json");
  const timeline = readTimelineJson(text);
  assert.equal(timeline.source.name, "song.wav");
  const etag = response.headers.get("etag")!;
  assert.equal((await server.fetch(url, { headers: { "if-none-match": etag } })).status, 304);
  await server.post(`/api/tracks/${track.id}/corrections`, {
    kind: "move",
    timeSeconds: 2,
    durationSeconds: 2,
    value: { valence: 0.5, arousal: -0.5 },
  }, 201);
  const corrected = readTimelineJson(await (await server.fetch(`${url}?corrected=1`)).text());
  for (const [i, { mean }] of corrected.steps.entries()) {
    if (i === 2 || i === 3) {
      assert.ok(Math.abs(mean.valence - 0.5) < 1e-5 && Math.abs(mean.arousal + 0.5) < 1e-5);
    } else assert.deepEqual(mean, timeline.steps[i].mean);
  }
  assert.equal(await (await server.fetch(url)).text(), text, "the stored one stays as it is");
});

Deno.test("a timeline that is not there yet says why", async () => {
  await using server = await openServer({ concurrency: 0 });
  const [{ track }] = await server.upload({ "one.wav": "1" });
  const reason = "Cannot show a timeline: the track must have been analysed with this model (see its jobs)";
  assert.deepEqual(await message(await server.fetch(`/api/tracks/${track.id}/timeline`)), [404, reason]);
  assert.deepEqual(await message(await server.fetch(`/api/tracks/${track.id}/timeline?model=${unknownId}`)), [
    404,
    reason,
  ]);
});

Deno.test("timelines are exported by format, and all tracks as one table", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack("album/my song.wav");
  const response = await server.fetch(`/api/tracks/${track.id}/export?format=csv`);
  assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.match(response.headers.get("content-disposition")!, /^attachment; filename="my song.moodline.csv"/);
  assert.equal((await response.text()).trim().split("\n").length, 1 + 8);
  assert.deepEqual(await message(await server.fetch(`/api/tracks/${track.id}/export?format=exe`)), [
    400,
    "Cannot export a timeline: query.format must be one of timeline-json, csv, summary-csv, svg-maps",
  ]);
  const summary = await server.fetch("/api/summary.csv");
  const [header, row, ...rest] = (await summary.text()).trim().split(/\r?\n/);
  assert.match(header, /^name,durationSeconds,/);
  assert.match(row, /^album\/my song\.wav,7\.5/);
  assert.deepEqual(rest, []);
});

Deno.test("a batch is analysed by another model, only where there is no timeline", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack();
  assert.deepEqual((await server.post<JobsView>("/api/analyses", {}, 202)).jobs, []);
  for (const body of [{ trackIds: [unknownId] }, { modelId: unknownId }]) await server.post("/api/analyses", body, 404);
  const { timelines } = await server.json<TrackView>(`/api/tracks/${track.id}`);
  assert.equal(timelines.length, 1);
});
