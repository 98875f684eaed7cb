import assert from "node:assert/strict";
import { keysToWords, parseKeys, pressToText } from "./key_press.ts";

type Held = "shiftKey" | "ctrlKey" | "metaKey" | "altKey";
const press = (key: string, held: Held[] = [], code = "") =>
  pressToText({
    key,
    code,
    shiftKey: held.includes("shiftKey"),
    ctrlKey: held.includes("ctrlKey"),
    metaKey: held.includes("metaKey"),
    altKey: held.includes("altKey"),
  });

Deno.test("a press has one text", () => {
  assert.equal(press(" "), "space");
  assert.equal(press("ArrowLeft", ["shiftKey"]), "shift+left");
  assert.equal(press("PageDown"), "pagedown");
  assert.equal(press("Z", ["metaKey", "shiftKey"]), "cmd+shift+z");
  assert.equal(press("F1"), "f1");
});

Deno.test("a sign needs Shift on most keyboards, capitals come with caps lock", () => {
  assert.equal(press("+", ["shiftKey"]), "+");
  assert.equal(press("?", ["shiftKey"]), "?");
  assert.equal(press("M"), "m");
  assert.equal(press("M", ["shiftKey"]), "shift+m");
});

Deno.test("where Alt or another script writes no Latin letter, the place of the key counts", () => {
  assert.equal(press("¡", ["altKey"], "Digit1"), "alt+1");
  assert.equal(press("я", [], "KeyZ"), "z");
  assert.equal(press("я", ["ctrlKey"], "KeyZ"), "ctrl+z");
  assert.equal(press("z", [], "KeyY"), "z", "a Latin layout has its own places");
  assert.equal(press("T", ["altKey", "shiftKey"], "KeyT"), "alt+shift+t");
});

Deno.test("held keys alone are no press", () => {
  for (const key of ["Shift", "Control", "Alt", "Meta", "Dead"]) assert.equal(press(key), null, key);
});

Deno.test("keys are read however they were written", () => {
  assert.deepEqual(parseKeys("Shift+Ctrl+Z"), ["ctrl+shift+z"]);
  assert.deepEqual(parseKeys(" ctrl+K  ctrl+S "), ["ctrl+k", "ctrl+s"]);
  assert.deepEqual(parseKeys("ctrl++"), ["ctrl++"]);
  assert.deepEqual(parseKeys("+"), ["+"]);
  assert.deepEqual(parseKeys("Meta+Esc"), ["cmd+escape"]);
  assert.deepEqual(parseKeys(""), []);
});

Deno.test("keys are shown as people know them", () => {
  assert.equal(keysToWords("ctrl+k ctrl+s"), "Ctrl + K, Ctrl + S");
  assert.equal(keysToWords("shift+left"), "Shift + ←");
  assert.equal(keysToWords("cmd+shift+z", true), "⌘ ⇧ Z");
  assert.equal(keysToWords("+"), "+");
});
