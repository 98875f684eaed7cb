import assert from "node:assert/strict";
import { keyToCommand } from "./track_keys.ts";
import { strings } from "./strings.ts";

const press = (key: string, held: ("shiftKey" | "ctrlKey" | "metaKey" | "altKey")[] = []) =>
  keyToCommand({
    key,
    shiftKey: held.includes("shiftKey"),
    ctrlKey: held.includes("ctrlKey"),
    metaKey: held.includes("metaKey"),
    altKey: held.includes("altKey"),
  });

Deno.test("plain keys play, seek, select and save", () => {
  assert.deepEqual(press(" "), { name: "toggle-play" });
  assert.deepEqual(press("ArrowLeft"), { name: "step", by: -1 });
  assert.deepEqual(press("ArrowLeft", ["shiftKey"]), { name: "extend", by: -1 });
  assert.deepEqual(press("Enter"), { name: "save" });
});

Deno.test("a plus needs Shift on most keyboards, capitals come with caps lock", () => {
  assert.deepEqual(press("+", ["shiftKey"]), { name: "zoom-in" });
  assert.deepEqual(press("?", ["shiftKey"]), { name: "help" });
  assert.deepEqual(press("M"), { name: "toggle-corrected" });
});

Deno.test("undo and redo go with Ctrl and with Command", () => {
  assert.deepEqual(press("z", ["ctrlKey"]), { name: "undo" });
  assert.deepEqual(press("Z", ["metaKey", "shiftKey"]), { name: "redo" });
  assert.deepEqual(press("y", ["ctrlKey"]), { name: "redo" });
});

Deno.test("the browser keeps its own shortcuts", () => {
  assert.equal(press("p", ["ctrlKey"]), null);
  assert.equal(press("ArrowLeft", ["altKey"]), null);
  assert.equal(press("0", ["ctrlKey"]), null);
  assert.equal(press("q"), null);
});

Deno.test("every shortcut of the list exists", () => {
  const keys = { Space: " ", "Page Up": "PageUp", "Page Down": "PageDown", Esc: "Escape", "←": "ArrowLeft", "−": "-" };
  const listed = strings.shortcuts.rows.map(([combination]) => combination).filter((c) => !/Arrows|Ctrl|Shift/.test(c));
  for (
    const name of listed.flatMap((combination) => combination.split(/[ ,](?!Up|Down)/)).filter((key) => key !== "")
  ) {
    if (name === "→") continue;
    assert.ok(press(keys[name as keyof typeof keys] ?? name), `${name} does nothing`);
  }
});
