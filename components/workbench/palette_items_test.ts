import assert from "node:assert/strict";
import { contributes } from "../../protocol/contributes/mod.ts";
import { findItems, type PaletteItem } from "./palette_items.ts";

const ITEMS: PaletteItem[] = [
  ...contributes.commands.map(({ command, category, title }) => ({
    id: `command:${command}`,
    category,
    title,
    keys: null,
  })),
  { id: "track:1", category: "Go to track", title: "Album/10 nocturne.wav", keys: null },
];
const find = (query: string, recent: string[] = []) => findItems(ITEMS, query, { recent });

Deno.test("parts of words find what was meant, first", () => {
  assert.equal(find("opn modls")[0].title, "Open Models");
  assert.equal(find("open models")[0].title, "Open Models");
  assert.equal(find("nocturne")[0].id, "track:1");
  assert.equal(find("zoom")[0].title, "Zoom In");
  assert.deepEqual(find("xqz"), []);
});

Deno.test("letters that were looked for are marked in the title, those in the category are not", () => {
  const { title, marks } = find("undo")[0];
  assert.equal([...title].filter((_, i) => marks.has(i)).join(""), "Undo");
  assert.deepEqual([...find("nocturne")[0].marks].length, 8);
});

Deno.test("without a query what was used comes first, and after it all others in their order", () => {
  const recent = ["track:1", "command:moodline.track.undo"];
  const found = find("", recent);
  assert.deepEqual(found.slice(0, 3).map(({ id }) => id), [...recent, "command:moodline.workbench.showCommands"]);
  assert.deepEqual(found.map(({ isRecent }) => isRecent).slice(0, 3), [true, true, false]);
});
