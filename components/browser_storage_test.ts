import assert from "node:assert/strict";
import { createBrowserStorage } from "./browser_storage.ts";

Deno.test("what a full browser does not keep holds until the page is left, and is told", () => {
  const kept = new Map<string, string>();
  let full = false;
  const storage = createBrowserStorage(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, text) {
      if (full) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, text);
    },
  }));
  storage.setItem("a", "1");
  full = true;
  storage.setItem("a", "2");
  assert.deepEqual([storage.getItem("a"), kept.get("a"), storage.forgetful.value], ["2", "1", true]);
  full = false;
  storage.setItem("a", "3");
  assert.deepEqual([storage.getItem("a"), kept.get("a"), storage.forgetful.value], ["3", "3", false]);
});

Deno.test("a browser that forbids storage is one that forgets", () => {
  const storage = createBrowserStorage(() => {
    throw new DOMException("denied", "SecurityError");
  });
  assert.equal(storage.getItem("a"), null);
  storage.setItem("a", "1");
  assert.deepEqual([storage.getItem("a"), storage.forgetful.value], ["1", true]);
});
