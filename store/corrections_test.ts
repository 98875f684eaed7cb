import assert from "node:assert/strict";
import { join } from "node:path";
import * as fc from "fast-check";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { standing } from "../core/review/correction.ts";
import { addCorrection, type CorrectionInput, listCorrections } from "./corrections.ts";
import { sqliteDialect } from "./dialect.ts";
import { migrations } from "./migrations/mod.ts";
import { openDatabase } from "./store.ts";
import { addTestingTrack, openTestingStore, testingSha256 } from "./testing.ts";
import { getTrack } from "./tracks.ts";

const move = (timeSeconds: number, clientKey?: string): CorrectionInput => ({
  kind: "move",
  timeSeconds,
  durationSeconds: 2,
  value: { valence: 0.25, arousal: -0.5 },
  confidence: 1,
  tool: "test",
  clientKey,
});

Deno.test("property: events only ever follow what was there, and the count is that of the standing moves", async () => {
  const command = fc.record({ kind: fc.constantFrom("move", "undo", "redo"), pick: fc.nat(), repeat: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
      await using store = await openTestingStore();
      const { db, scope, trackId } = store;
      for (const [index, { kind, pick, repeat }] of commands.entries()) {
        const before = await listCorrections(db, scope, trackId);
        const moves = before.filter((event) => event.kind === "move");
        if (kind !== "move" && moves.length === 0) continue;
        const clientKey = `key-${index}`;
        const input: CorrectionInput = kind === "move"
          ? move(index, clientKey)
          : { kind: kind as "undo", target: moves[pick % moves.length].id, clientKey };
        const { event } = await addCorrection(db, scope, { trackId, input });
        if (repeat) assert.deepEqual(await addCorrection(db, scope, { trackId, input }), { event, created: false });
        assert.deepEqual(await listCorrections(db, scope, trackId), [...before, event]);
      }
      const left = standing(await listCorrections(db, scope, trackId)).length;
      assert.equal((await getTrack(db, scope, trackId))!.correctionCount, left);
    }),
    { seed: 20, numRuns: 40 },
  );
});

Deno.test("concurrent corrections are all stored, each once, in one order", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId } = store;
  await Promise.all(
    Array.from(
      { length: 60 },
      (_, i) => addCorrection(db, scope, { trackId, input: move(Math.floor(i / 2), `key-${Math.floor(i / 2)}`) }),
    ),
  );
  const times = (await listCorrections(db, scope, trackId)).map((event) => event.kind === "move" && event.timeSeconds);
  assert.equal(times.length, 30);
  assert.equal(new Set(times).size, 30);
});

Deno.test("a reversal needs a correction of the same track", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId } = store;
  const other = await addTestingTrack(db, scope, "e");
  const { event } = await addCorrection(db, scope, { trackId: other.id, input: move(0) });
  const undo = await addCorrection(db, scope, { trackId: other.id, input: { kind: "undo", target: event.id } });
  const refused = {
    message: "Cannot reverse a correction: the target must be a correction of this track, and no undo or redo",
  };
  for (const target of [event.id, undo.event.id, "none"]) {
    await assert.rejects(addCorrection(db, scope, { trackId, input: { kind: "undo", target } }), refused);
  }
  await assert.rejects(
    addCorrection(db, scope, { trackId: other.id, input: { kind: "redo", target: undo.event.id } }),
    refused,
  );
});

Deno.test("a key that comes again with something else is refused, and nothing is lost", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId } = store;
  await addCorrection(db, scope, { trackId, input: move(1, "same") });
  const refused = { message: "Cannot store a correction: clientKey must be new or repeat the same event" };
  await assert.rejects(addCorrection(db, scope, { trackId, input: move(2, "same") }), refused);
  assert.equal((await listCorrections(db, scope, trackId)).length, 1);
});

Deno.test("every kind comes back as it was sent, with who made it; the same key finds it again", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store, map = new Array<number>(121).fill(1 / 121);
  const said = { timeSeconds: 1, durationSeconds: 2, confidence: 0.5, tool: "test" };
  const inputs: CorrectionInput[] = [
    { ...said, kind: "move", value: { valence: 0.1, arousal: 1 / 3 } },
    { ...said, kind: "paint", value: [[60, 1.5], [0, -2]], comment: "brighter", annotator: "Ann" },
    { ...said, kind: "reshape", value: { at: { valence: 0, arousal: 0 }, how: "split", amount: 0.4 }, modelId },
    { ...said, kind: "set", value: { from: map, to: map } },
    { ...said, kind: "trace", value: [[0, 0.1, -0.1], [0.1, 0.2, -1 / 3]] },
    { ...said, kind: "accept", modelId },
    { ...said, kind: "reject", modelId },
    { ...said, kind: "note", comment: "the choir", durationSeconds: 0 },
  ];
  for (const [i, asked] of inputs.entries()) {
    const input = { ...asked, clientKey: `key-${i}` }, { annotator = "You", ...sent } = asked;
    const { event } = await addCorrection(db, scope, { trackId, input });
    const { id: _, createdAt: __, ...back } = event;
    assert.deepEqual(back, { ...sent, annotator });
    assert.deepEqual(await addCorrection(db, scope, { trackId, input }), { event, created: false });
    await addCorrection(db, scope, { trackId, input: { kind: "undo", target: event.id, annotator: "Bo" } });
    const [undo] = (await listCorrections(db, scope, trackId)).slice(-1);
    assert.deepEqual([undo.kind, undo.annotator], ["undo", "Bo"]);
    await addCorrection(db, scope, { trackId, input: { kind: "redo", target: event.id } });
  }
  assert.equal((await getTrack(db, scope, trackId))!.correctionCount, 7, "a note corrects nothing");
  const changed: CorrectionInput = { ...said, kind: "paint", value: [[60, 1.25], [0, -2]], clientKey: "key-1" };
  await assert.rejects(addCorrection(db, scope, { trackId, input: changed }), { name: "CorrectionConflictError" });
});

Deno.test("a verdict on a model that the project does not have is refused", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId } = store;
  const input: CorrectionInput = {
    kind: "accept",
    timeSeconds: 0,
    durationSeconds: 1,
    confidence: 1,
    tool: "t",
    modelId: "x",
  };
  await assert.rejects(addCorrection(db, scope, { trackId, input }), {
    reason: "unknown-model",
    message: "Cannot store a correction: modelId must be a model of the project",
  });
});

Deno.test("a move that was stored under the first schema reads as it did, and its key still finds it", async () => {
  const path = join(await Deno.makeTempDir(), "old.db");
  const old = new Kysely<unknown>({ dialect: sqliteDialect(path) });
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  assert.equal((await new Migrator({ db: old, provider }).migrateTo("0001_start")).error, undefined);
  const sha256 = testingSha256("a");
  for (
    const row of [
      sql`insert into projects (id, project_id, actor_id, created_at, name) values ('p', 'p', 'a', 1, 'Old')`,
      sql`insert into actors (id, project_id, actor_id, created_at, kind, name) values ('a', 'p', 'a', 1, 'local', 'You')`,
      sql`insert into blobs (sha256, project_id, actor_id, created_at, bytes, media_type)
          values (${sha256}, 'p', 'a', 1, 1, 'audio/wav')`,
      sql`insert into tracks (id, project_id, actor_id, created_at, name, sha256) values ('t', 'p', 'a', 1, 'a.wav', ${sha256})`,
      sql`insert into corrections (id, project_id, actor_id, created_at, track_id, seq, kind, time_seconds, duration_seconds,
          valence, arousal, confidence, tool, client_key) values ('c', 'p', 'a', 7, 't', 1, 'move', 1, 2, 0.25, -0.5, 1, 'test', 'k')`,
      sql`insert into corrections (id, project_id, actor_id, created_at, track_id, seq, kind, target)
          values ('u', 'p', 'a', 8, 't', 2, 'undo', 'c')`,
    ]
  ) await row.execute(old);
  await old.destroy();
  const db = await openDatabase(path), scope = { projectId: "p", actorId: "a" };
  const { clientKey: _, ...sent } = move(1);
  const stored = { ...sent, id: "c", annotator: "You", createdAt: 7 };
  assert.deepEqual(await listCorrections(db, scope, "t"), [
    stored,
    { kind: "undo", id: "u", target: "c", annotator: "You", createdAt: 8 },
  ]);
  const again = await addCorrection(db, scope, { trackId: "t", input: move(1, "k") });
  assert.deepEqual(again, { event: stored, created: false });
  await assert.rejects(db.deleteFrom("corrections").execute(), { message: "corrections is append-only" });
  await db.destroy();
});
