import assert from "node:assert/strict";
import { CELL_COUNT } from "../../core/emotion/grid.ts";
import { heatmapMean } from "../../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import { sql } from "kysely";
import type { ApiError, CorrectionsView, CorrectionView, TrackView } from "../../protocol/api.ts";
import { openServer, unknownId } from "./testing.ts";

const move = { kind: "move", timeSeconds: 1, durationSeconds: 2, value: { valence: 0.5, arousal: -0.5 } };

const said = { timeSeconds: 1, durationSeconds: 2 }, centre = { valence: 0, arousal: 0 };
const uniform = new Array<number>(CELL_COUNT).fill(1 / CELL_COUNT);
const paint = (value: unknown) => ({ ...said, kind: "paint", value });
const reshape = (rest: object) => ({
  ...said,
  kind: "reshape",
  value: { at: centre, how: "spread", amount: 0.2, ...rest },
});
const set = (map: unknown) => ({ ...said, kind: "set", value: { from: map, to: map } });
const trace = (value: unknown) => ({ ...said, kind: "trace", value });
const noStep = "its time must hold the middle of a step: those begin at whole seconds and last one";
const verdict = (rest: object) => ({ ...said, kind: "accept", ...rest });
/** As long a recording as there may be: places of many digits. */
const longTrace = (points: number) => Array.from({ length: points }, (_, i) => [i / 10, Math.sin(i), Math.cos(i) / 3]);

Deno.test("corrections are stored with who made them, undone and redone, in order", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const made = await server.post<CorrectionView>(url, { ...move, confidence: 0.5, tool: "map-drag" }, 201);
  assert.equal(made.annotator, "You", "the actor's name");
  const undo = await server.post<CorrectionView>(url, { kind: "undo", target: made.id }, 201);
  const count = async () => (await server.json<TrackView>(`/api/tracks/${track.id}`)).correctionCount;
  assert.equal(await count(), 0);
  const redo = await server.post<CorrectionView>(url, { kind: "redo", target: made.id }, 201);
  assert.equal(await count(), 1);
  const { events } = await server.json<CorrectionsView>(url);
  assert.deepEqual(events, [made, undo, redo]);
});

Deno.test("a correction sent twice is stored once", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const first = await server.post(url, { ...move, clientKey: "k" }, 201);
  assert.deepEqual(await server.post(url, { ...move, clientKey: "k" }, 200), first);
  await server.post(url, { ...move, timeSeconds: 3, clientKey: "k" }, 409);
  assert.equal((await server.json<CorrectionsView>(url)).events.length, 1);
});

Deno.test("what was stored before the track's length was known is found again by its key", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const known = (durationSeconds: number | null) =>
    server.workspace.db.updateTable("tracks").set({ durationSeconds }).execute();
  await known(null);
  const late = { ...move, timeSeconds: 100, clientKey: "k" };
  const first = await server.post(url, late, 201);
  await server.post(url, { ...late, clientKey: "l", durationSeconds: 0.1 }, 400);
  await known(7.5);
  assert.deepEqual(await server.post(url, late, 200), first);
  await server.post(url, { ...late, timeSeconds: 200 }, 409);
  await server.post(url, { ...late, clientKey: "other" }, 400);
});

Deno.test("a step that the end of the track cuts short is corrected by the whole step", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  assert.equal(track.durationSeconds, 7.5);
  await server.post(url, { ...move, timeSeconds: 7, durationSeconds: 1 }, 201);
  const path = `/api/tracks/${track.id}/timeline?corrected=1`;
  const { steps } = await (await server.fetch(path)).json() as HeatmapTimeline;
  assert.ok(Math.abs(steps[7].mean.valence - 0.5) < 1e-5);
});

Deno.test("concurrent corrections of one track are all stored", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  await Promise.all(Array.from({ length: 40 }, (_, i) => server.post(url, { ...move, timeSeconds: i / 8 }, 201)));
  const { events } = await server.json<CorrectionsView>(url);
  assert.equal(new Set(events.map((event) => event.kind === "move" && event.timeSeconds)).size, 40);
});

Deno.test("what makes no sense is refused, with the place and the rule and without what was sent", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const cases: [body: unknown, message: string][] = [
    [{ ...move, timeSeconds: -1 }, "body.timeSeconds must be >=0"],
    [{ ...move, timeSeconds: "<script>" }, "body.timeSeconds must be a number"],
    [{ ...move, timeSeconds: 7.5 }, "body.timeSeconds must be below the track's 7.5 s"],
    [{ ...move, durationSeconds: 0 }, "body.durationSeconds must be >0"],
    [{ ...move, durationSeconds: 5e-324 }, noStep],
    [{ ...move, timeSeconds: 7, durationSeconds: 0.5 }, noStep],
    [{ ...verdict({ modelId: unknownId }), timeSeconds: 3.6, durationSeconds: 0.8 }, noStep],
    [{ ...move, comment: "a\0b" }, "body.comment must hold whole characters, and no U+0000"],
    [{ ...move, comment: "a\ud800b" }, "body.comment must hold whole characters, and no U+0000"],
    [{ ...move, clientKey: "\udfff" }, "body.clientKey must hold whole characters, and no U+0000"],
    [{ ...move, clientKey: "a\0" }, "body.clientKey must hold whole characters, and no U+0000"],
    [{ ...move, annotator: "A\ud83d" }, "body.annotator must be 1–100 characters that can be seen"],
    [{ ...move, annotator: "A\0" }, "body.annotator must be 1–100 characters that can be seen"],
    [{ ...move, value: { valence: 2, arousal: 0 } }, "body.value.valence must be <=1"],
    [{ ...move, value: [0, 0] }, "body.value.valence must be there"],
    [{ ...move, confidence: 1.5 }, "body.confidence must be <=1"],
    [{ ...move, tool: "<b>" }, "body.tool must be 1–64 letters, digits, dots and dashes"],
    [{ ...move, actorId: "somebody else" }, "body.actorId must not be there"],
    [{ ...move, annotator: " " }, "body.annotator must be 1–100 characters that can be seen"],
    [{ ...move, annotator: "a\nb" }, "body.annotator must be 1–100 characters that can be seen"],
    [{ ...move, comment: "" }, "body.comment must have at least 1 characters"],
    [{ ...move, comment: "x".repeat(2001) }, "body.comment must have at most 2000 characters"],
    [{ ...move, modelId: unknownId }, "Cannot store a correction: modelId must be a model of the project"],
    [paint([]), "body.value must have at least 1 entries"],
    [paint([[121, 1]]), "body.value.0.0 must be <=120"],
    [paint([[0.5, 1]]), "body.value.0.0 must be an integer"],
    [paint([[0, 51]]), "body.value.0.1 must be <=50"],
    [paint([[0, 1], [0, 2]]), "body.value must name every cell once"],
    [paint([[0]]), "body.value.0.1 must be there"],
    [reshape({ how: "melt" }), 'body.value.how must be one of "move", "spread", "sharpen", "split"'],
    [reshape({ how: "move" }), "body.value must say where to move the mode (to)"],
    [
      reshape({ how: "move", to: centre, amount: 2 }),
      "body.value must have an amount <=1, the share of the way to move",
    ],
    [reshape({ to: centre }), "body.value must have no place to move to (to), unless it is a move"],
    [reshape({ amount: -1 }), "body.value.amount must be >=0"],
    [set(uniform.slice(1)), "body.value.from must have 121 entries"],
    [set(uniform.map((p) => 2 * p)), "body.value.from must sum to 1"],
    [set(uniform.map((p, cell) => cell === 0 ? 0 : p)), "body.value.from.0 must be >0"],
    [trace([]), "body.value must have at least 1 entries"],
    [trace([[1, 0, 0], [0.9, 0, 0]]), "body.value must be in the order of its times"],
    [trace([[2, 0, 0]]), "body.value must begin before the last step that its time covers ends"],
    [
      { ...trace([[1.2, 0, 0]]), durationSeconds: 1.4 },
      "body.value must begin before the last step that its time covers ends",
    ],
    [trace([[0, 0, 1.5]]), "body.value.0.2 must be <=1"],
    [trace(longTrace(72_001)), "body.value must have at most 72000 entries"],
    [verdict({}), "body.modelId must be there"],
    [verdict({ modelId: unknownId }), "Cannot store a correction: modelId must be a model of the project"],
    [verdict({ modelId: unknownId, value: 1 }), "body.value must not be there"],
    [{ ...said, kind: "note" }, "body.comment must be there"],
    [{ ...said, kind: "note", comment: "\n " }, "body.comment must hold something that can be seen"],
    [
      { kind: "erase" },
      'body.kind must be one of "move", "paint", "reshape", "set", "trace", "accept", "reject", "note", "undo", "redo"',
    ],
    [{ kind: "undo", target: "x" }, "body.target must be a UUID"],
    [{ kind: "undo", target: unknownId }, "Cannot reverse a correction: the target must be a correction of this track"],
    [[], "body.kind must be there"],
    [null, "body must be an object"],
  ];
  for (const [body, message] of cases) {
    const answer = await server.post<{ error: { message: string } }>(url, body, 400);
    const expected = message.startsWith("Cannot") ? message : `Cannot save a correction: ${message}`;
    assert.equal(answer.error.message.slice(0, expected.length), expected);
    assert.ok(!JSON.stringify(answer).includes("script"), "what was sent is not repeated");
  }
  assert.deepEqual((await server.json<CorrectionsView>(url)).events, []);
});

Deno.test("a body must be JSON, declared as such, and not too long", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const send = (body: string, type?: string) =>
    server.fetch(url, { method: "POST", body, headers: type ? { "content-type": type } : {} });
  assert.equal((await send(JSON.stringify(move))).status, 415, "text/plain needs no preflight: a form could send it");
  assert.equal((await send(JSON.stringify(move), "application/jsonp")).status, 415);
  assert.equal((await send("{", "application/json")).status, 400);
  const latin1 = Uint8Array.from(JSON.stringify({ ...move, comment: "é" }), (letter) => letter.charCodeAt(0));
  for (const body of [latin1, new TextEncoder().encode('"é').subarray(0, 2)]) {
    const refused = await server.fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
    const { error } = await refused.json();
    assert.deepEqual([refused.status, error.message], [400, "Cannot save a correction: the body must be UTF-8"]);
  }
  assert.equal((await send('"' + "x".repeat(9 * 1024 * 1024) + '"', "application/json")).status, 413);
  assert.equal((await send(JSON.stringify(move), "application/json; charset=utf-8")).status, 201);
});

Deno.test("every kind is stored as it was sent, sent again is the same, and shows in the corrected timeline and export", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), base = `/api/tracks/${track.id}`, url = `${base}/corrections`;
  const modelId = track.timelines[0].modelId;
  const far = uniform.map((_, cell) => cell === 120 ? 0.4 : 0.6 / 120);
  const who = { annotator: "Ann Ott", comment: "brighter than that", confidence: 0.7, tool: "brush", modelId };
  const at = (timeSeconds: number) => ({ timeSeconds, durationSeconds: 1 });
  const sent = [
    { ...paint([[0, 45], [120, -2]]), ...at(0), ...who },
    { ...reshape({ how: "split", amount: 0.5 }), ...at(1) },
    { ...set(far), ...at(2) },
    { ...trace([[0, 0.5, 0.5]]), ...at(3) },
    { ...said, kind: "accept", modelId, ...at(4) },
    { ...said, kind: "reject", modelId, ...at(5) },
    { ...said, kind: "note", comment: "the choir", ...at(6), durationSeconds: 0 },
  ];
  for (const [i, body] of sent.entries()) {
    const keyed = { ...body, clientKey: `k${i}` };
    const { id: _, createdAt: __, ...made } = await server.post<CorrectionView>(url, keyed, 201);
    assert.deepEqual(made, { confidence: 1, tool: "api", annotator: "You", ...body });
    assert.deepEqual(await server.post<CorrectionView>(url, keyed, 200).then(({ kind }) => kind), body.kind);
  }
  const { events } = await server.json<CorrectionsView>(url);
  assert.deepEqual(events.map(({ kind }) => kind), sent.map(({ kind }) => kind));
  const read = async (corrected: string) =>
    (await (await server.fetch(`${base}/timeline?corrected=${corrected}`)).json() as HeatmapTimeline).steps;
  const [before, after] = [await read("0"), await read("1")];
  const changed = before.map(({ heatmap }, t) => heatmap.some((p, c) => Math.abs(p - after[t].heatmap[c]) > 1e-9));
  assert.deepEqual(changed, [true, true, true, true, false, false, false, false]);
  after[2].heatmap.forEach((p, cell) => assert.ok(Math.abs(p - far[cell]) < 1e-6));
  assert.ok(Math.abs(heatmapMean(after[3].heatmap).valence - 0.5) < 1e-5);
  const csv = async (corrected: string) =>
    (await (await server.fetch(`${base}/export?format=csv&corrected=${corrected}`)).text()).trim().split("\n");
  const [plain, corrected] = [await csv("0"), await csv("1")];
  assert.deepEqual(plain.slice(-8).map((line, t) => line !== corrected.slice(-8)[t]), changed);
});

Deno.test("a trace of two hours at ten points a second is stored whole", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const body = { ...trace(longTrace(72_000)), timeSeconds: 0, durationSeconds: 7200 };
  await server.post(url, body, 201);
  const { events: [event] } = await server.json<CorrectionsView>(url);
  assert.deepEqual(event.kind === "trace" && event.value, body.value);
});

Deno.test("a full disk is told of, and nothing of the request stays", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const { db } = server.workspace;
  const pages = (most: number) => sql`pragma max_page_count = ${sql.lit(most)}`.execute(db);
  await pages(1); // as many as there are
  const body = { ...trace(longTrace(72_000)), timeSeconds: 0, durationSeconds: 7200 };
  const { error } = await server.post<ApiError>(url, body, 507);
  assert.equal(error.message, "Cannot store anything: the server's disk must have room");
  assert.deepEqual((await server.json<CorrectionsView>(url)).events, []);
  await pages(1e9);
  await server.post(url, body, 201);
});
