import assert from "node:assert/strict";
import { NO_DRAFT } from "./draft.ts";
import { createDrafts } from "./drafts.ts";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
}

let keys = 0;
const windowOver = (shared: ReturnType<typeof storage>, own = storage()) =>
  createDrafts({ own, shared, newKey: () => `key-${++keys}` });
const draftOf = (startSeconds: number) => ({ ...NO_DRAFT, range: { startSeconds, endSeconds: startSeconds + 1 } });

Deno.test("two editors of a track have a draft each, and each goes on with its own", () => {
  const shared = storage(), own = storage(), open = windowOver(shared, own);
  const one = open("t"), two = open("t");
  one.keep(draftOf(1));
  assert.deepEqual(two.first, NO_DRAFT);
  two.keep(draftOf(2));
  const reloaded = windowOver(shared, own);
  assert.deepEqual([reloaded("t").first, reloaded("t").first], [draftOf(1), draftOf(2)]);
});

Deno.test("a draft goes along when its editor is closed and the track opened elsewhere", () => {
  const open = windowOver(storage()), first = open("t"), second = open("t");
  second.keep(draftOf(2));
  second.close();
  assert.deepEqual(open("t").first, draftOf(2));
  first.close();
  assert.deepEqual(open("t").first, NO_DRAFT);
});

Deno.test("a copy of a draft in another window is sent under the same key until either is changed", () => {
  const shared = storage(), here = windowOver(shared)("t"), draft = draftOf(1);
  here.keep(draft);
  const there = windowOver(shared)("t");
  assert.equal(there.clientKeyOf(there.first), here.clientKeyOf(draft));
  assert.notEqual(there.clientKeyOf({ ...there.first, comment: "mine" }), here.clientKeyOf(draft));
});

Deno.test("windows do not take each other's drafts away", () => {
  const shared = storage(), own = storage(), here = windowOver(shared, own)("t"), there = windowOver(shared)("t");
  here.keep(draftOf(1));
  there.keep(draftOf(2));
  assert.deepEqual(windowOver(shared, own)("t").first, draftOf(1), "after a reload");
  here.keep(NO_DRAFT);
  assert.deepEqual(windowOver(shared)("t").first, draftOf(2), "sent here, not there");
  there.keep(NO_DRAFT);
  assert.deepEqual(windowOver(shared)("t").first, NO_DRAFT);
});

Deno.test("what an earlier version kept, and what is no JSON, is gone on with as far as it goes", () => {
  const shared = storage();
  shared.setItem("moodline.draft.t", JSON.stringify(draftOf(1)));
  shared.setItem("moodline.draft.u", "{");
  const open = windowOver(shared), kept = open("t");
  assert.deepEqual(kept.first, draftOf(1));
  assert.equal(kept.clientKeyOf(kept.first), kept.clientKeyOf(kept.first));
  assert.deepEqual(open("u").first, NO_DRAFT);
});
