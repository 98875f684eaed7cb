import assert from "node:assert/strict";
import { parseKeys } from "../../components/workbench/key_press.ts";
import { parseWhen } from "../../components/workbench/when.ts";
import { Icon } from "../../components/Icon.tsx";
import { commands } from "./commands.ts";
import { keybindings } from "./keybindings.ts";
import { wordsOfSetting } from "./configuration_words.ts";
import { type Contributes, contributes } from "./mod.ts";

const manifest: Contributes = contributes;
const ids = new Set<string>(commands.map(({ command }) => command));

Deno.test("every command has an id of its own, in the form moodline.area.verb", () => {
  assert.equal(ids.size, commands.length);
  for (const id of ids) assert.match(id, /^moodline\.[a-z]+\.[a-zA-Z]+$/);
});

Deno.test("keys and menus name commands there are", () => {
  const named = [...keybindings, ...Object.values(manifest.menus).flat()].map(({ command }) => command);
  assert.ok(named.length > 0);
  assert.deepEqual(named.filter((command) => !ids.has(command)), []);
});

Deno.test("keys are written as presses are told, so that they can be met", () => {
  for (const { key, mac } of keybindings) {
    for (const text of [key, mac ?? key]) assert.equal(parseKeys(text).join(" "), text);
  }
});

Deno.test("what follows a key that is a command by itself needs Ctrl or Cmd: other keys are typed into the palette", () => {
  for (const { key, mac } of keybindings) {
    for (const text of [key, mac ?? key]) {
      for (const press of parseKeys(text).slice(1)) assert.match(press, /^(ctrl|cmd)\+/, text);
    }
  }
});

Deno.test("when-clauses can be read", () => {
  const clauses = [
    ...keybindings.map(({ when }) => when),
    ...commands.map(({ enablement }) => enablement),
    ...Object.values(manifest.menus).flat().map(({ when }) => when),
  ].filter((clause) => clause !== undefined);
  assert.ok(clauses.length > 0);
  for (const clause of clauses) parseWhen(clause);
});

Deno.test("every container has a view, and every icon is drawn", () => {
  const containers = Object.values(manifest.viewsContainers).flat();
  for (const { id, icon } of containers) {
    assert.ok(manifest.views[id]?.length > 0, id);
    assert.ok(isDrawn(icon), icon);
  }
  for (const { icon } of commands) assert.ok(icon === undefined || isDrawn(icon), icon);
});

/** Whether there is a path in the picture. */
function isDrawn(name: string): boolean {
  return JSON.stringify(Icon({ name: name as Parameters<typeof Icon>[0]["name"] })).includes('"M');
}

Deno.test("settings are named by area, and each choice is described", () => {
  for (const [id, schema] of Object.entries(manifest.configuration.properties)) {
    assert.match(id, /^moodline\.[a-z]+(\.[a-zA-Z]+){1,2}$/);
    const { description, enumDescriptions } = wordsOfSetting(id);
    assert.match(description, /\.$/);
    if ("enum" in schema) assert.equal(enumDescriptions?.length, schema.enum.length, id);
  }
});
