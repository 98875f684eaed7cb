import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { applyCorrections } from "../core/review/apply.ts";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { type EditContent, standing, type TraceCorrection } from "../core/review/correction.ts";
import { createDrafting } from "./correcting/drafting.ts";
import { createCorrectionDesk, letterToEvent, pendingEvents } from "./correction_desk.ts";
import { NO_DRAFT } from "./draft.ts";
import { createDrafts } from "./drafts.ts";
import { createOutbox, type Letter } from "./outbox.ts";
import { createTrackSession } from "./track_session.ts";

const applying = signal(applyCorrections);

const path = "/api/tracks/t/corrections";
const target = { valence: 0.5, arousal: 0.5 };

interface Given {
  online: boolean;
  kept?: Map<string, string>;
  name?: string;
}

function desk({ online, kept = new Map<string, string>(), name = "" }: Given) {
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const stored: Letter[] = [];
  let keys = kept.size * 100;
  const newKey = () => `key-${++keys}`;
  const outbox = createOutbox({
    storage,
    wait: () => new Promise<void>(() => {}),
    send: (letter) =>
      online ? Promise.resolve({ id: `stored-${stored.push(letter)}` }) : Promise.reject(new Error("offline")),
    onSent: (letter, { id }) => session.events.value = [...session.events.value, { ...letterToEvent(letter), id }],
  });
  const session = createTrackSession(applying, pendingEvents(outbox, path));
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
  session.open({ source, model: { id: "m", sha256: "", recipe: "r" }, stepSeconds: 1, steps }, "version-1");
  const made = createCorrectionDesk(session, {
    path,
    kept: createDrafts({ own: storage, shared: storage, newKey })("draft"),
    outbox,
    newKey,
    annotator: () => name,
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
  before.keep(); // as the page is left
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
  assert.equal(standing(page.session.edits.value).length, 1);
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
  assert.deepEqual(page.session.draft.value, { ...NO_DRAFT, range: { startSeconds: 0, endSeconds: 2 } });
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

Deno.test("accepting and rejecting speak of the version on show, for the selection or the step at the playhead", async () => {
  const page = desk({ online: true, name: "Ann" });
  page.session.seek(2);
  assert.equal(page.judge("accept"), true);
  page.session.select(0, 2);
  page.session.draft.value = { ...page.session.draft.value, confidence: 0.5, comment: "too calm" };
  assert.equal(page.judge("reject"), true);
  await soon();
  const said = { annotator: "Ann", modelId: "version-1", tool: "command" };
  assert.deepEqual(page.stored.map(({ body: { clientKey: _, ...body } }) => body), [
    { ...said, kind: "accept", timeSeconds: 2, durationSeconds: 1, confidence: 1 },
    { ...said, kind: "reject", timeSeconds: 0, durationSeconds: 2, confidence: 0.5, comment: "too calm" },
  ]);
  const states = () => page.session.statuses.value.map(({ state }) => state);
  assert.deepEqual(states(), ["rejected", "rejected", "accepted"]);
  page.undoLast();
  assert.deepEqual(states(), ["untouched", "untouched", "accepted"]);
  page.session.reviewedModelId.value = null;
  assert.equal(page.judge("accept"), false);
});

Deno.test("a note says something, and changes nothing", async () => {
  const page = desk({ online: true });
  page.session.seek(1);
  assert.deepEqual([page.note("the choir"), page.note(" ")], [true, false]);
  await soon();
  const [{ body: { clientKey: _, ...body } }] = page.stored;
  assert.deepEqual(body, {
    ...{ kind: "note", comment: "the choir", timeSeconds: 1, durationSeconds: 1, confidence: 1, tool: "command" },
  });
  assert.equal(page.stored.length, 1);
  assert.equal(page.session.saved.value!.steps[1], page.session.reviewed.value!.steps[1]);
});

Deno.test("edits of every kind are saved as they were previewed, with what was said of them; the range may stay", async () => {
  const page = desk({ online: true });
  page.session.select(1, 3);
  createDrafting(page.session).paint([[3, 2]], "brush");
  page.session.draft.value = { ...page.session.draft.value, confidence: 0.25, comment: "a hint" };
  const previewed = page.session.shown.timeline.value!.steps[1].heatmap;
  assert.equal(page.save({ keepRange: true }), true);
  assert.deepEqual(page.session.draft.value, { ...NO_DRAFT, range: { startSeconds: 1, endSeconds: 3 } });
  assert.deepEqual(page.session.saved.value!.steps[1].heatmap, previewed);
  createDrafting(page.session).copyNeighbour("before", "command");
  page.save();
  await soon();
  assert.deepEqual(page.stored.map(({ body: { clientKey: _, ...body } }) => body), [
    {
      ...{ kind: "paint", value: [[3, 2]], timeSeconds: 1, durationSeconds: 2 },
      ...{ confidence: 0.25, comment: "a hint", tool: "brush" },
    },
    {
      ...{ kind: "set", timeSeconds: 1, durationSeconds: 2, confidence: 1, tool: "command" },
      value: { from: page.session.saved.value!.steps[0].heatmap, to: page.session.saved.value!.steps[0].heatmap },
    },
  ]);
});

Deno.test("a draft that an earlier version kept loses only what it can not say today", () => {
  const range = { startSeconds: 0, endSeconds: 2 };
  const kept = new Map([[
    "moodline.draft.draft",
    JSON.stringify({ range, target: { valence: 0, arousal: 0 }, tool: "map-drag" }),
  ]]);
  assert.deepEqual(desk({ online: false, kept }).session.draft.value, { ...NO_DRAFT, range, tool: "map-drag" });
});

Deno.test("a trace stays at its time when another range is selected, and what falls outside is not sent", async () => {
  const made = desk({ online: true }), { session } = made;
  session.select(0, 3);
  session.draft.value = {
    ...session.draft.value,
    tool: "trace-mouse",
    edit: { kind: "trace", value: [[0.2, 0.1, 0.1], [1.2, 0.2, 0.2], [2.2, 0.3, 0.3]] },
  };
  const whole = session.draft.value.edit;
  session.nudge("start", 1);
  session.nudge("end", -1);
  assert.ok(made.save());
  await soon();
  const { timeSeconds, durationSeconds, value } = made.stored[0].body as unknown as TraceCorrection;
  assert.deepEqual([timeSeconds, durationSeconds], [1, 1]);
  assert.deepEqual(value, [[0, 0.1, 0.1], [0.2, 0.2, 0.2]], "what held before, and what was recorded within");

  session.draft.value = { ...session.draft.value, range: { startSeconds: 0, endSeconds: 3 }, edit: whole };
  for (const step of [1, 1, -1, -1]) session.nudge("start", step);
  assert.deepEqual(session.draft.value.edit, whole, "nothing is lost on the way");
});

Deno.test("a trace beside the selection asks for nothing there, and is saved where it was recorded before another tool begins", async () => {
  const made = desk({ online: true }), { session } = made;
  const edit: EditContent = { kind: "trace", value: [[0.2, 0.1, 0.1], [0.7, 0.2, 0.2]] };
  for (const [recorded, selected] of [[2, 0], [0, 2]]) {
    session.select(recorded, recorded + 1);
    session.draft.value = { ...session.draft.value, tool: "trace-mouse", edit };
    session.select(selected, selected + 1);
    assert.equal(made.save(), false);
    assert.ok(session.draft.value.edit, "it is still there");
    made.saveAside();
    await soon();
    const { timeSeconds, durationSeconds, value } = made.stored.at(-1)!.body as unknown as TraceCorrection;
    assert.deepEqual([timeSeconds, durationSeconds, value], [recorded, 1, edit.value]);
    assert.deepEqual(session.draft.value, {
      ...NO_DRAFT,
      range: { startSeconds: selected, endSeconds: selected + 1 },
    });
  }
  assert.equal(made.stored.length, 2);
});

Deno.test("a point on the border of two steps is of the second, also when the trace is saved aside", async () => {
  const made = desk({ online: true }), { session } = made;
  session.select(1, 3);
  const edit: EditContent = { kind: "trace", value: [[0, 0.1, 0.1], [1, 0.2, 0.2]] };
  session.draft.value = { ...session.draft.value, tool: "trace-mouse", edit };
  session.select(0, 1);
  made.saveAside();
  await soon();
  const { timeSeconds, durationSeconds, value } = made.stored[0].body as unknown as TraceCorrection;
  assert.deepEqual([timeSeconds, durationSeconds, value], [1, 2, edit.value]);
});
