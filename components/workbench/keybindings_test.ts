import assert from "node:assert/strict";
import { contributes } from "../../protocol/contributes/mod.ts";
import { conflictsOf } from "./key_conflicts.ts";
import { keybindingsInForce, keysOf, resolvePress } from "./keybindings.ts";
import type { ContextValue } from "./when.ts";

const DEFAULTS = [
  { command: "palette", key: "ctrl+k", mac: "cmd+k" },
  { command: "keys", key: "ctrl+k ctrl+s", mac: "cmd+k cmd+s" },
  { command: "play", key: "space", when: "activeEditor == track" },
  { command: "open", key: "space", when: "activeEditor == models" },
];
const inForce = (user: Parameters<typeof keybindingsInForce>[1] = [], isMac = false) =>
  keybindingsInForce(DEFAULTS, user, { isMac });

function run(
  press: string,
  { bindings = inForce(), begun = [] as string[], context = {} as Record<string, ContextValue> } = {},
) {
  const { binding, continues } = resolvePress(bindings, { press, begun, read: (key) => context[key] });
  return [binding?.command ?? null, continues];
}

Deno.test("a press runs the command whose clause holds", () => {
  assert.deepEqual(run("space"), [null, false]);
  assert.deepEqual(run("space", { context: { activeEditor: "track" } }), ["play", false]);
  assert.deepEqual(run("space", { context: { activeEditor: "models" } }), ["open", false]);
});

Deno.test("a key that begins a chord still does its own command, and the next press completes the chord", () => {
  assert.deepEqual(run("ctrl+k"), ["palette", true]);
  assert.deepEqual(run("ctrl+s", { begun: ["ctrl+k"] }), ["keys", false]);
  assert.deepEqual(run("ctrl+s"), [null, false]);
  assert.deepEqual(run("x", { begun: ["ctrl+k"] }), [null, false]);
});

Deno.test("a Mac has its own keys", () => {
  assert.deepEqual(run("cmd+k", { bindings: inForce([], true) }), ["palette", true]);
  assert.deepEqual(run("ctrl+k", { bindings: inForce([], true) }), [null, false]);
});

Deno.test("the user's keybindings win over the manifest's, and take keys away", () => {
  const context = { activeEditor: "track" };
  const other = inForce([{ command: "mine", key: "Space" }]);
  assert.deepEqual(run("space", { bindings: other, context }), ["mine", false]);
  const moved = inForce([{ command: "-play", key: "space" }, { command: "play", key: "x" }]);
  assert.deepEqual(run("space", { bindings: moved, context }), [null, false]);
  assert.deepEqual(run("x", { bindings: moved, context }), ["play", false]);
  assert.equal(keysOf(moved, "play"), "x");
  assert.equal(keysOf(moved, "none"), null);
});

Deno.test("conflicts are those that may hold at the same time", () => {
  const bindings = inForce([{ command: "mine", key: "space" }]);
  const of = (command: string) =>
    conflictsOf(bindings.find((b) => b.command === command)!, bindings).map((b) => b.command);
  assert.deepEqual(of("play"), ["mine"]);
  assert.deepEqual(of("mine"), ["play", "open"]);
});

Deno.test("the manifest's keybindings do not conflict, on any machine", () => {
  for (const isMac of [false, true]) {
    const bindings = keybindingsInForce(contributes.keybindings, [], { isMac });
    for (const binding of bindings) {
      assert.deepEqual(conflictsOf(binding, bindings).map(({ command }) => command), [], binding.presses.join(" "));
    }
  }
});
