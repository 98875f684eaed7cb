import assert from "node:assert/strict";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { standingMoves } from "../core/review/correction.ts";
import { createCorrectionDesk, letterToEvent, pendingEvents } from "./correction_desk.ts";
import { createOutbox, type Letter } from "./outbox.ts";
import { createTrackSession } from "./track_session.ts";

const path = "/api/tracks/t/corrections";
const target = { valence: 0.5, arousal: 0.5 };

function desk({ online, kept = new Map<string, string>() }: { online: boolean; kept?: Map<string, string> }) {
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const stored: Letter[] = [];
  let keys = kept.size * 100;
  const outbox = createOutbox({
    storage,
    wait: () => new Promise<void>(() => {}),
    send: (letter) =>
      online ? Promise.resolve({ id: `stored-${stored.push(letter)}` }) : Promise.reject(new Error("offline")),
    onSent: (letter, { id }) => session.events.value = [...session.events.value, { ...letterToEvent(letter), id }],
  });
  const session = createTrackSession(pendingEvents(outbox, path));
  const heatmap = Array.from({ length: CELL_COUNT }, () => 1 / CELL_COUNT);
  const steps = [0, 1, 2].map((startSeconds) => ({
    startSeconds,
    heatmap,
    mean: { valence: 0, arousal: 0 },
    entropyNats: 0,
    epistemicNats: null,
    path: 60,
  }));
  const source = { name: "a.wav", sha256: "", durationSeconds: 3, sampleRate: 8000 };
  session.open({ source, model: { id: "m", sha256: "", recipe: "r" }, stepSeconds: 1, steps });
  const made = createCorrectionDesk(session, {
    path,
    draftKey: "draft",
    storage,
    outbox,
    newKey: () => `key-${++keys}`,
  });
  return { session, outbox, stored, kept, ...made };
}

const meanAt = ({ session }: ReturnType<typeof desk>, t: number) => session.shown.timeline.value!.steps[t].mean.valence;
const soon = () => new Promise((done) => setTimeout(done));

Deno.test("a correction shows at every moment of its way: drafted, waiting, stored", async () => {
  const page = desk({ online: true });
  const seen: number[] = [];
  page.session.shown.timeline.subscribe((timeline) => seen.push(timeline!.steps[1].mean.valence));
  page.session.select(1, 3);
  page.session.aim(target, "map-drag");
  assert.equal(page.save(), true);
  await soon();
  assert.deepEqual(page.stored.map(({ body }) => body), [{
    kind: "move",
    timeSeconds: 1,
    durationSeconds: 2,
    value: target,
    confidence: 1,
    tool: "map-drag",
    clientKey: page.stored[0].body.clientKey,
  }]);
  assert.deepEqual(page.session.edits.value.map(({ id }) => id), ["stored-1"]);
  const afterAiming = seen.slice(seen.findIndex((valence) => valence > 0.4));
  assert.ok(afterAiming.length > 0 && afterAiming.every((valence) => Math.abs(valence - 0.5) < 1e-6), `${seen}`);
});

Deno.test("drafts and unsent corrections survive a reload", () => {
  const before = desk({ online: false });
  before.session.aim(target, "map-keys");
  before.save();
  before.session.select(2, 3);
  before.session.aim({ valence: -0.5, arousal: 0 }, "map-drag");
  const after = desk({ online: false, kept: before.kept });
  assert.deepEqual(after.session.draft.value, before.session.draft.value);
  assert.ok(Math.abs(meanAt(after, 0) - 0.5) < 1e-6 && Math.abs(meanAt(after, 2) + 0.5) < 1e-6);
});

Deno.test("undo and redo are corrections too, also of what is not stored yet", async () => {
  const page = desk({ online: true });
  page.session.aim(target, "map-drag");
  page.save();
  page.undoLast();
  assert.ok(Math.abs(meanAt(page, 0)) < 1e-6);
  await soon();
  assert.deepEqual(page.stored.map(({ body }) => body.target), [undefined, "stored-1"]);
  page.redoLast();
  await soon();
  assert.equal(standingMoves(page.session.edits.value).length, 1);
  assert.ok(Math.abs(meanAt(page, 0) - 0.5) < 1e-6);
  page.redoLast();
  await soon();
  assert.equal(page.stored.length, 3, "nothing left to redo");
});

Deno.test("discarding gives up the point first, then the selection; nothing is sent", () => {
  const page = desk({ online: true });
  page.session.select(0, 2);
  page.session.aim(target, "map-drag");
  page.discard();
  assert.deepEqual(page.session.draft.value, { range: { startSeconds: 0, endSeconds: 2 }, target: null, tool: "" });
  assert.equal(page.save(), false);
  page.discard();
  assert.equal(page.session.draft.value.range, null);
  assert.deepEqual(page.stored, []);
});

Deno.test("a correction of another track shows there, not here", () => {
  const page = desk({ online: false });
  page.outbox.post("/api/tracks/other/corrections", { kind: "undo", target: "x", clientKey: "k" } as Letter["body"]);
  assert.deepEqual(page.session.edits.value, []);
});
