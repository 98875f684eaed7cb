import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { undocumentedImports } from "./fresh_imports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function modulesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))
    .filter((file) => /\.tsx?$/.test(file));
}

Deno.test("the application imports only what Fresh documents", () => {
  const files = ["routes", "islands", "components", "utils.ts", "client.ts", "main.ts"]
    .flatMap((name) => modulesOf(join(root, name)));
  assert.ok(files.length > 0, "there is something to look at");
  const found = files.flatMap((file) =>
    undocumentedImports(readFileSync(file, "utf8")).map((problem) => `${relative(root, file)}: ${problem}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("undocumented imports are found in every form", () => {
  const table: [source: string, problems: string[]][] = [
    ['import { App, page } from "fresh";', []],
    ['import {\n  App,\n  type Context,\n} from "fresh";\nimport { Head as H } from "fresh/runtime";', []],
    ['import type { PageProps } from "fresh";', []],
    ['import { thing } from "freshness";', []],
    ['import { App, Router } from "fresh";', ['"Router" is no documented name of "fresh"']],
    ['import { type Router as App } from "fresh";', ['"Router" is no documented name of "fresh"']],
    ['export { Head } from "fresh";', ['"Head" is no documented name of "fresh"']],
    ['import * as fresh from "fresh";', ['"* as fresh" of "fresh" must be a list of names']],
    ['import fresh from "fresh";', ['"fresh" of "fresh" must be a list of names']],
    ['const f = await import("fresh");', ['"fresh" must be imported by names']],
    ['import "fresh/runtime";', ['"fresh/runtime" must be imported by names']],
    ['import { Builder } from "fresh/internal";', ['"fresh/internal" is no documented module']],
    ['import { render } from "../web/render.ts";', ['"../web/render.ts" is the adapter\'s inside']],
  ];
  for (const [source, problems] of table) assert.deepEqual(undocumentedImports(source), problems, source);
});
