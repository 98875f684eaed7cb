import assert from "node:assert/strict";
import type { CorrectionsView, CorrectionView, TrackView } from "../../protocol/api.ts";
import { openServer, unknownId } from "./testing.ts";

const move = { kind: "move", timeSeconds: 1, durationSeconds: 2, value: { valence: 0.5, arousal: -0.5 } };

Deno.test("corrections are stored with who made them, undone and redone, in order", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack(), url = `/api/tracks/${track.id}/corrections`;
  const made = await server.post<CorrectionView>(url, { ...move, confidence: 0.5, tool: "map-drag" }, 201);
  assert.equal(made.annotator, server.workspace.actor.id);
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
    [{ ...move, value: { valence: 2, arousal: 0 } }, "body.value.valence must be <=1"],
    [{ ...move, value: [0, 0] }, "body.value.valence must be there"],
    [{ ...move, confidence: 1.5 }, "body.confidence must be <=1"],
    [{ ...move, tool: "<b>" }, "body.tool must be 1–64 letters, digits, dots and dashes"],
    [{ ...move, annotator: "somebody else" }, "body.annotator must not be there"],
    [{ kind: "erase" }, 'body.kind must be one of "move", "undo", "redo"'],
    [{ kind: "undo", target: "x" }, "body.target must be a UUID"],
    [{ kind: "undo", target: unknownId }, "Cannot reverse a correction: the target must be a move of this track"],
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
  assert.equal((await send('"' + "x".repeat(9 * 1024 * 1024) + '"', "application/json")).status, 413);
  assert.equal((await send(JSON.stringify(move), "application/json; charset=utf-8")).status, 201);
});
