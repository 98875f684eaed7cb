import assert from "node:assert/strict";
import * as fc from "fast-check";
import { standingMoves } from "../core/review/correction.ts";
import { addCorrection, type CorrectionInput, listCorrections } from "./corrections.ts";
import { addTestingTrack, openTestingStore } from "./testing.ts";
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
      const standing = standingMoves(await listCorrections(db, scope, trackId)).length;
      assert.equal((await getTrack(db, scope, trackId))!.correctionCount, standing);
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

Deno.test("a reversal needs a move of the same track", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId } = store;
  const other = await addTestingTrack(db, scope, "e");
  const { event } = await addCorrection(db, scope, { trackId: other.id, input: move(0) });
  const undo = await addCorrection(db, scope, { trackId: other.id, input: { kind: "undo", target: event.id } });
  const refused = { message: "Cannot reverse a correction: the target must be a move of this track" };
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
