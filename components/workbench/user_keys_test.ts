import assert from "node:assert/strict";
import { keybindingsInForce, type UserKeybinding } from "./keybindings.ts";
import { addKey, changeKey, isTouched, removeKey, resetKeys } from "./user_keys.ts";

const DEFAULTS = [{ command: "play", key: "space", when: "a", args: 1 }, { command: "play", key: "x" }];
const inForce = (user: readonly UserKeybinding[]) =>
  keybindingsInForce(DEFAULTS, user, { isMac: false }).map(({ command, presses, when }) =>
    `${command} ${presses.join(" ")} ${when}`.trim()
  );
const first = (user: readonly UserKeybinding[] = []) => keybindingsInForce(DEFAULTS, user, { isMac: false })[0];

Deno.test("a default key is changed, changed again, and reset", () => {
  let user = changeKey(first(), "y")([]);
  assert.deepEqual(inForce(user), ["play x", "play y a"]);
  assert.equal(user.at(-1)?.args, 1, "what is given to the command stays");
  const own = keybindingsInForce(DEFAULTS, user, { isMac: false }).at(-1)!;
  user = changeKey(own, "ctrl+y", { when: "b" })(user);
  assert.deepEqual(inForce(user), ["play x", "play ctrl+y b"]);
  assert.equal(user.length, 2, "the key in between is forgotten");
  assert.ok(isTouched(user, "play"));
  assert.deepEqual(resetKeys("play")(user), []);
});

Deno.test("keys are added and removed", () => {
  const added = addKey("stop", "s", "")([]);
  assert.deepEqual(inForce(added), ["play space a", "play x", "stop s"]);
  const removed = removeKey(first())(added);
  assert.deepEqual(inForce(removed), ["play x", "stop s"]);
  assert.deepEqual(inForce(resetKeys("stop")(removed)), ["play x"]);
  assert.equal(isTouched(added, "play"), false);
});
