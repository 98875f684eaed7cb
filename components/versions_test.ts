import assert from "node:assert/strict";
import {
  afterPromotion,
  byAnnotator,
  chooseVersions,
  PREDICTED,
  promotable,
  rollBackTarget,
  versionNames,
  type Whose,
  whoseOf,
} from "./versions.ts";

const none = { shown: null, compared: null };

Deno.test("the active model's timeline is shown first, else the newest", () => {
  assert.deepEqual(chooseVersions(["new", "old"], { asked: none, activeId: "old" }), { shown: "old", compared: null });
  assert.deepEqual(chooseVersions(["new", "old"], { asked: none, activeId: "other" }), {
    shown: "new",
    compared: null,
  });
  assert.deepEqual(chooseVersions([], { asked: none, activeId: "old" }), none);
});

Deno.test("what was asked for is shown if it is there, and never compared with itself", () => {
  const choose = (shown: string, compared: string) =>
    chooseVersions(["new", "old"], { asked: { shown, compared }, activeId: "old" });
  assert.deepEqual(choose("new", "old"), { shown: "new", compared: "old" });
  assert.deepEqual(choose("gone", "new"), { shown: "old", compared: "new" });
  assert.deepEqual(choose("new", "new"), { shown: "new", compared: null });
  assert.deepEqual(choose("new", "gone"), { shown: "new", compared: null });
});

Deno.test("a version can be promoted unless it is active; rolling back leads to the active one's parent", () => {
  const versions = [
    { id: "b", name: "b", parentId: "a", active: true },
    { id: "a", name: "a", parentId: null, active: false },
    { id: "c", name: "c", parentId: "b", active: false },
  ];
  assert.equal(promotable(versions, { shown: "c", compared: null })?.id, "c");
  assert.equal(promotable(versions, { shown: "b", compared: null }), null);
  assert.equal(promotable(versions, { shown: "b", compared: "c" })?.id, "c");
  assert.equal(promotable(versions, { shown: "b", compared: "a" }), null, "there is a button to roll back to it");
  assert.equal(rollBackTarget(versions)?.id, "a");
  assert.equal(rollBackTarget([{ ...versions[0], parentId: "deleted" }]), null);
  assert.equal(rollBackTarget([versions[1]]), null);
});

Deno.test("promoting keeps both versions in sight, the promoted one first", () => {
  assert.deepEqual(afterPromotion({ shown: "new", compared: "old" }, "new"), { shown: "new", compared: "old" });
  assert.deepEqual(afterPromotion({ shown: "new", compared: "old" }, "old"), { shown: "old", compared: "new" });
  assert.deepEqual(afterPromotion({ shown: "new", compared: null }, "old"), { shown: "old", compared: null });
});

Deno.test("the version on show can be compared with itself as predicted or as one annotator corrected it", () => {
  const choose = (compared: string) => chooseVersions(["new"], { asked: { shown: null, compared }, activeId: null });
  assert.equal(choose(PREDICTED).compared, PREDICTED);
  assert.equal(choose(byAnnotator("Ann")).compared, "by:Ann");
  assert.deepEqual(whoseOf(PREDICTED), "none");
  assert.deepEqual(whoseOf(byAnnotator("by:Ann")), { annotator: "by:Ann" });
  assert.deepEqual(whoseOf("0198c5d2-0000-7000-8000-000000000000"), "all");
});

Deno.test("versions are named by what tells them apart", () => {
  const nameOf = (id: string) => `model ${id}`,
    names = (compared: string, whose: Whose = "all", corrected = true) =>
      versionNames({ shown: "a", compared }, { nameOf, whose, corrected });
  assert.deepEqual(names("b"), ["model a", "model b"]);
  assert.deepEqual(names(PREDICTED), ["Corrected", "As predicted"]);
  assert.deepEqual(names(byAnnotator("Bea"), { annotator: "Ann" }), ["Corrected by Ann", "Corrected by Bea"]);
  assert.deepEqual(names(byAnnotator("Bea"), "all", false), ["As predicted", "Corrected by Bea"]);
  assert.deepEqual(names("b", { annotator: "Ann" }), ["model a: Corrected by Ann", "model b"]);
});
