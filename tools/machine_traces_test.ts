import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };
import { machineTraces } from "./machine_traces.ts";
import { sourceFiles } from "./source_files.ts";

Deno.test("no file tells of the machine it was made on, nor the lock of a registry", () => {
  assert.deepEqual(sourceFiles(/./).flatMap(machineTraces), []);
});

Deno.test("the lock is frozen, and packages come from npm alone", () => {
  assert.equal(settings.lock.frozen, true);
  for (const [name, target] of Object.entries(settings.imports)) assert.match(target, /^(npm:|\.\/)/, name);
  const [{ text }] = sourceFiles(/^deno\.lock$/);
  const { specifiers, jsr, remote } = JSON.parse(text);
  for (const specifier of Object.keys(specifiers)) assert.match(specifier, /^npm:/);
  assert.deepEqual([jsr, remote], [undefined, undefined]);
});

Deno.test("traces are found", () => {
  const path = ["", "home", "ann", "moodline"].join("/"), address = ["https", "//example.org/x.tgz"].join(":");
  const table: [path: string, text: string, traces: string[]][] = [
    ["a.ts", `const x = "${path}/a.ts";`, [`a.ts: ${path}/a.ts`]],
    ["a.ts", `at file://${path}/a.ts`, [`a.ts: ${path}/a.ts`]],
    ["a.md", `see ${address} and /srv/moodline and ../home/ann`, []],
    ["deno.lock", `"tarball": "${address}"`, [`deno.lock: ${address}`]],
  ];
  for (const [file, text, traces] of table) {
    assert.deepEqual(machineTraces({ path: file, text }), traces, text);
  }
});
