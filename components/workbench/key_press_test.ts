import assert from "node:assert/strict";
import { isComposing, keepsKey, keysToWords, parseKeys, pressTexts, pressToText } from "./key_press.ts";

type Held = "shiftKey" | "ctrlKey" | "metaKey" | "altKey";
const event = (key: string, held: Held[] = [], code = "") => ({
  key,
  code,
  shiftKey: held.includes("shiftKey"),
  ctrlKey: held.includes("ctrlKey"),
  metaKey: held.includes("metaKey"),
  altKey: held.includes("altKey"),
});
const press = (...told: Parameters<typeof event>) => pressToText(event(...told));

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

Deno.test("a sign that Option or AltGr makes is meant, too, and the place of a bracket where the layout has none", () => {
  const mac = (...told: Parameters<typeof event>) => pressTexts(event(...told), true);
  assert.deepEqual(mac("]", ["altKey"], "Digit6"), ["alt+6", "]"]);
  assert.deepEqual(mac("{", ["altKey"], "Digit8"), ["alt+8", "{"]);
  assert.deepEqual(mac("\\", ["altKey", "shiftKey", "metaKey"], "Digit7"), ["cmd+alt+shift+7", "cmd+\\"]);
  const windows = { ...event("[", ["ctrlKey", "altKey"], "Digit8"), getModifierState: () => true };
  assert.deepEqual(pressTexts(windows, false), ["ctrl+alt+8", "["]);
  const german = (...told: Parameters<typeof event>) => pressTexts(event(...told), false);
  assert.deepEqual(german("#", ["ctrlKey"], "Backslash"), ["ctrl+#", "ctrl+\\"]);
  assert.deepEqual(german("Ü", ["shiftKey"], "BracketLeft"), ["shift+[", "{"]);
  assert.deepEqual(german(",", ["altKey"], "Comma"), ["alt+,"], "elsewhere Alt makes no signs");
  assert.deepEqual(german("Shift", ["shiftKey"]), []);
});

Deno.test("keys of a word that is being composed are told", () => {
  assert.ok(isComposing({ isComposing: true, keyCode: 13 }));
  assert.ok(isComposing({ isComposing: false, keyCode: 229 }), "Safari, at the Enter that ends it");
  assert.ok(!isComposing({ isComposing: false, keyCode: 13 }));
});

/** An element without a page: it matches the selectors that name it. */
const element = (...names: string[]) =>
  ({
    matches: (selectors: string) => selectors.split(/,\s*/).some((selector) => names.includes(selector)),
    closest: () => null,
  }) as unknown as Element;

Deno.test("a slider keeps what moves it, and no other key", () => {
  const slider = element("input", "input[type=range]");
  const keeps = (key: string) => keepsKey(slider, event(key), false);
  for (const key of ["ArrowLeft", "Home", "End", "PageUp"]) assert.ok(keeps(key), key);
  for (const key of ["Enter", " ", "a", "?"]) assert.ok(!keeps(key), key);
});

Deno.test("a text field keeps signs made with Option or AltGr, and gives other keys with Alt away", () => {
  const field = element("input", "input[type=text]");
  assert.ok(keepsKey(field, event("¡", ["altKey"], "Digit1"), true));
  assert.ok(!keepsKey(field, event("1", ["altKey"], "Digit1"), false));
  assert.ok(keepsKey(field, { ...event("@", ["ctrlKey", "altKey"], "KeyQ"), getModifierState: () => true }, false));
  assert.ok(keepsKey(field, event("c", ["metaKey"], "KeyC"), true));
  assert.ok(!keepsKey(field, event("k", ["metaKey"], "KeyK"), true));
});
