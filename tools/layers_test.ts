import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkLayers, layerViolations } from "./layers.ts";

const ownNames = { "fresh": "web/mod.ts", "fresh/runtime": "web/runtime.ts" };

Deno.test("every module keeps to the table, and core/ is pure", async () => {
  assert.deepEqual(await checkLayers(), []);
});

Deno.test("imports against the table are found in every form", () => {
  const table: [path: string, source: string, problem: string | null][] = [
    ["core/a/x.ts", 'import { y } from "../b/y.ts";', null],
    ["core/a/x.ts", 'import { y } from "../../audio/y.ts";', "core may import nothing of ours"],
    ["core/a/x.ts", 'import type {\n  Y,\n  Z,\n} from "../../jobs/y.ts";', "core may import nothing of ours"],
    ["core/a/x.ts", 'export * from "../../kernels/y.ts";', "core may import nothing of ours"],
    ["core/a/x.ts", 'import { join } from "node:path";', "core may import no packages"],
    ["core/a/x.ts", ' * import { y } from "../../audio/y.ts";', null],
    ["core/a/x_test.ts", 'import fc from "fast-check";\nimport { y } from "../../audio/y.ts";', null],
    ["core/a/x.ts", 'import { path } from "./testing.ts";', "it is for tests only"],
    ["jobs/x.ts", 'import { y } from "../audio/testing.ts";', "it is for tests only"],
    ["jobs/x.ts", 'import { y } from "../kernels/wasm.ts";', "jobs may import core, audio, formats, store"],
    [
      "jobs/x.ts",
      'new Worker(new URL("../workers/y.ts", import.meta.url));',
      "jobs may import core, audio, formats, store",
    ],
    ["jobs/x.ts", 'import { sql } from "kysely";', "kysely belongs to store"],
    ["jobs/x.ts", 'import { BackendSqlite } from "openworkflow/sqlite";', null],
    ["store/x.ts", 'import { DatabaseSync } from "node:sqlite";', null],
    ["routes/x.tsx", 'import { App } from "fresh";\nimport { y } from "../store/y.ts";', null],
    ["routes/x.tsx", 'import { y } from "../audio/y.ts";', "routes may not import audio, kernels, workers"],
    ["islands/X.tsx", 'import { Head } from "fresh/runtime";', null],
    [
      "islands/X.tsx",
      'import { page } from "fresh";',
      "islands may import core, components, formats, protocol, web/runtime.ts",
    ],
    ["islands/X.tsx", 'const { f } = await import("../kernels/wasm.ts");', null],
    ["islands/X.tsx", 'import { f } from "../kernels/wasm.ts";', "islands may import kernels only lazily"],
    ["components/X.tsx", 'import { readFileSync } from "node:fs";', "components runs in browsers too"],
    ["web/x.ts", 'import { Hono } from "hono";', null],
    ["web/x.ts", 'import { y } from "../core/y.ts";', "web may import nothing of ours"],
    ["main.ts", 'import { y } from "./kernels/y.ts";', null],
    ["tools/x.ts", 'import { y } from "jsr:@std/path";', "packages come from npm and are named in deno.json"],
    ["core/a/x_test.ts", 'import "https://example.org/y.ts";', "packages come from npm and are named in deno.json"],
  ];
  for (const [path, text, problem] of table) {
    const [found = null] = layerViolations([{ path, text }], ownNames);
    assert.equal(found?.replace(/^.*?": /, "") ?? null, problem, `${path}: ${text}`);
  }
  assert.deepEqual(layerViolations([{ path: "core/x.ts", text: 'import "../audio/y.ts";' }], ownNames), [
    'core/x.ts: must not import "../audio/y.ts": core may import nothing of ours',
  ]);
  assert.deepEqual(layerViolations([{ path: "helpers/x.ts", text: "" }], ownNames), [
    "helpers/x.ts: helpers is no layer (tools/layers.ts lists them)",
  ]);
});

Deno.test("a core that is not pure is found, in the text and by the compiler", async () => {
  const folder = mkdtempSync(join(tmpdir(), "moodline-layers-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    write("core/clock.ts", "// Date.now() is not called here\nexport const now = () => Date.now();\n");
    write("core/dice.ts", "export const roll = () => Math.random();\n");
    write("core/page.ts", "export const f = (window: number) => window;\nexport const g = () => document.title;\n");
    write("core/net.ts", 'export const get = () => fetch("x");\nexport const id = () => crypto.randomUUID();\n');
    write("core/file.ts", "export const cwd = () => Deno.cwd();\n");
    write("core/file_test.ts", "export const cwd = () => Deno.cwd();\n");
    write("audio/file.ts", "export const cwd = () => Deno.cwd() + Date.now();\n");
    const found = (await checkLayers(folder)).map((line) => line.replace(/^file:.*\/core\//, "core/"));
    assert.deepEqual(found.map((line) => /^core\/(\w+)\.ts.*?(Date\.now|Math\.random|'\w+')/.exec(line)?.slice(1)), [
      ["clock", "Date.now"],
      ["dice", "Math.random"],
      ["file", "'Deno'"],
      ["net", "'fetch'"],
      ["net", "'crypto'"],
      ["page", "'document'"],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
