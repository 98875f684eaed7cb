import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, sourceFiles } from "../source_files.ts";
import { SHOTS } from "./shots.ts";

const folder = join(root, "docs/screens"), [page] = sourceFiles(/^docs\/workbench\.md$/);

Deno.test("there is a picture of every screen, and none of what is gone: deno task screenshots takes them", () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(SHOTS).map((name) => `${name}.png`).sort());
});

Deno.test("every picture is shown in docs/workbench.md, with words for those who cannot see it", () => {
  const shown = [...page.text.matchAll(/!\[([^\]]{10,})\]\(screens\/([\w-]+)\.png\)/g)].map(([, , name]) => name);
  assert.deepEqual(shown.toSorted(), Object.keys(SHOTS).sort());
});

Deno.test("pictures are small: a clone holds all of them", () => {
  const bytes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  assert.ok(Math.max(...bytes) <= 200_000, `${Math.max(...bytes)} bytes`);
  assert.ok(bytes.reduce((sum, size) => sum + size) <= 4_000_000, `${bytes.length} pictures`);
});
