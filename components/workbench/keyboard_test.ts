import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { contributes } from "../../protocol/contributes/mod.ts";
import { createCommands, WORKBENCH } from "./commands.ts";
import { createKeyboard } from "./keyboard.ts";
import { keybindingsInForce } from "./keybindings.ts";

/** The manifest's keys in the editor of a track; `ran` is what they have run. */
function keyboard({ isMac = false } = {}) {
  const focus = { isKeeping: false }, ran: string[] = [], commands = createCommands(contributes.commands, () => null);
  const enabling = { "track.ready": true, "track.canUndo": true, "track.hasSelection": true, editorOpen: true };
  commands.register(WORKBENCH, {
    handlers: Object.fromEntries(contributes.commands.map(({ command }) => {
      const verb = command.slice(command.lastIndexOf(".") + 1);
      return [command, () => ran.push(verb)];
    })),
    context: {
      activeEditor: () => "track",
      ...Object.fromEntries(Object.entries(enabling).map(([key, value]) => [key, () => value])),
    },
  });
  const bindings = signal(keybindingsInForce(contributes.keybindings, [], { isMac }));
  const onChord = () => ran.push("chord");
  const press = createKeyboard({ isMac: signal(isMac), bindings, commands, onChord });
  const plain = { code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false };
  return {
    ran,
    focus,
    press: (key: string, more: Partial<typeof plain> = {}) => press({ ...plain, key, ...more }, () => focus.isKeeping),
  };
}

Deno.test("a held key repeats what steps, selects, zooms and takes back, and nothing else", () => {
  const { ran, press } = keyboard();
  for (const key of ["ArrowRight", "+", "a", " ", "F1"]) {
    press(key);
    assert.ok(press(key, { repeat: true }), `${key} is still the workbench's`);
  }
  for (const repeat of [false, true]) press("z", { ctrlKey: true, repeat });
  for (const repeat of [false, true]) press("ArrowRight", { shiftKey: true, repeat });
  assert.deepEqual(
    ran.join(" "),
    "stepForward stepForward zoomIn zoomIn accept togglePlay showCommands undo undo selectForward selectForward",
  );
});

Deno.test("the completed chord is told, after the command of its first press; a key that is held does not break it", () => {
  const { ran, press } = keyboard();
  press("k", { ctrlKey: true });
  assert.ok(press("k", { ctrlKey: true, repeat: true }));
  assert.ok(press("s", { ctrlKey: true }));
  assert.deepEqual(ran, ["showCommands", "chord", "openKeybindings"]);
  press("k", { ctrlKey: true });
  press("x");
  assert.deepEqual(ran.slice(3), ["showCommands", "reject"], "given up");
});

Deno.test("what has the focus may keep a key, but for the end of a chord", () => {
  const { ran, press, focus } = keyboard();
  press("k", { ctrlKey: true });
  focus.isKeeping = true;
  assert.ok(press("s", { ctrlKey: true }));
  assert.ok(!press("a"));
  assert.deepEqual(ran, ["showCommands", "chord", "openKeybindings"]);
});

Deno.test("a German Mac reaches brackets with Option, another German keyboard Ctrl+\\ by its place", () => {
  const mac = keyboard({ isMac: true });
  mac.press("]", { altKey: true, code: "Digit6" });
  mac.press("¡", { altKey: true, code: "Digit1" });
  assert.deepEqual(mac.ran, ["playFaster", "focusFirstGroup"]);
  const german = keyboard();
  german.press("#", { ctrlKey: true, code: "Backslash" });
  assert.deepEqual(german.ran, ["splitRight"]);
});
