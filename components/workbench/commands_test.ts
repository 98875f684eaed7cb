import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { createCommands, WORKBENCH } from "./commands.ts";

const CONTRIBUTIONS = [
  { command: "play", title: "Play", category: "Track", enablement: "ready" },
  { command: "open", title: "Open", category: "Workbench" },
];

Deno.test("a command goes to the active editor, then to the workbench", () => {
  const active = signal<string | null>("a"), ran: string[] = [];
  const commands = createCommands(CONTRIBUTIONS, () => active.value);
  for (const key of ["a", "b"]) {
    commands.register(key, { handlers: { play: () => ran.push(key) }, context: { ready: () => key === "a" } });
  }
  commands.register(WORKBENCH, { handlers: { open: (args) => ran.push(`open ${args}`) } });
  assert.ok(commands.run("play"));
  assert.ok(commands.run("open", 7));
  active.value = "b";
  assert.equal(commands.run("play"), false, "b is not ready");
  assert.deepEqual(ran, ["a", "open 7"]);
});

Deno.test("without anybody to answer a command is not enabled", () => {
  const commands = createCommands(CONTRIBUTIONS, () => "a");
  assert.equal(commands.run("open"), false);
  const takeBack = commands.register("a", { handlers: { open() {} }, context: { ready: () => true } });
  assert.ok(commands.isEnabled("open"));
  assert.equal(commands.isEnabled("play"), false, "no handler, though its clause holds");
  takeBack();
  assert.equal(commands.isEnabled("open"), false);
});

Deno.test("an editor that was replaced does not take its successor's offer away", () => {
  const commands = createCommands(CONTRIBUTIONS, () => "a");
  const takeBack = commands.register("a", { handlers: { open() {} } });
  commands.register("a", { handlers: { open() {} } });
  takeBack();
  assert.ok(commands.isEnabled("open"));
});

Deno.test("the parts of an editor offer what they do, each for itself, the latest first", () => {
  const commands = createCommands(CONTRIBUTIONS, () => "a"), ran: string[] = [];
  commands.register("a", { handlers: { open: () => ran.push("editor") }, panels: { history: () => "history" } });
  const takeBack = commands.register("a", {
    handlers: { open: () => ran.push("part"), play: () => ran.push("play") },
    context: { ready: () => true },
    panels: { audit: () => "audit" },
  });
  commands.run("open");
  commands.run("play");
  assert.deepEqual(Object.keys(commands.panels()).sort(), ["audit", "history"]);
  takeBack();
  commands.run("open");
  assert.deepEqual(ran, ["part", "play", "editor"]);
  assert.equal(commands.isEnabled("play"), false);
});
