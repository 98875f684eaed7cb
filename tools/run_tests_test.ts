import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addCounts, countTests, runTests } from "./run_tests.ts";

Deno.test("tests are counted by the last line of a run", () => {
  const table: [output: string, success: boolean, passed: number, failed: number][] = [
    ["ok | 12 passed | 0 failed (1s)\n", true, 12, 0],
    ["ok | 12 passed (3 steps) | 0 failed | 1 ignored (1s)\n", true, 12, 0],
    ["\x1b[0m\x1b[31mFAILED\x1b[0m | 1 passed (1 step) | 2 failed (1 step) \x1b[0m(78ms)\n", false, 1, 2],
    ["ok | 99 passed | 0 failed\nprinted by a test\nFAILED | 3 passed | 1 failed (1s)\n", false, 3, 1],
    ["ok | 0 passed | 0 failed (0ms)\n", true, 0, 1], // nothing ran
    ["", false, 0, 1], // a module that does not compile
    ["ok | 4 passed | 0 failed (1s)\n", false, 4, 1], // ended badly after its tests
  ];
  for (const [output, success, passed, failed] of table) {
    assert.deepEqual(countTests(output, success), { passed, failed }, output);
  }
  assert.deepEqual(addCounts([{ passed: 2, failed: 1 }, { passed: 3, failed: 0 }]), { passed: 5, failed: 1 });
});

Deno.test("a real run is counted: passing, failing, throwing while it loads, none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "moodline-counts-"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const run = () => runTests(["--quiet", "--no-config", "--no-lock", folder], { quiet: true });
  try {
    assert.deepEqual(await run(), { passed: 0, failed: 1 });
    write("a_test.ts", 'Deno.test("a", () => {});\nDeno.test("b", () => {});\n');
    assert.deepEqual(await run(), { passed: 2, failed: 0 });
    write("b_test.ts", 'Deno.test("c", () => { throw new Error("c"); });\n');
    write("c_test.ts", 'throw new Error("loading");\n');
    assert.deepEqual(await run(), { passed: 2, failed: 2 });
    write("d_test.ts", 'const d: number = "d";\n');
    assert.deepEqual(await run(), { passed: 0, failed: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("tests do not see where the task was called from, and their temporary files go with them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "moodline-counts-")), before = Deno.env.get("INIT_CWD");
  const test = `Deno.test("a", () => {
    if (Deno.env.has("INIT_CWD")) throw new Error("there is an INIT_CWD");
    Deno.writeTextFileSync(${JSON.stringify(join(folder, "made"))}, Deno.makeTempDirSync());
  });`;
  try {
    Deno.env.set("INIT_CWD", folder);
    writeFileSync(join(folder, "a_test.ts"), test);
    const counts = await runTests(["--quiet", "--no-config", "--no-lock", folder], { quiet: true });
    assert.deepEqual(counts, { passed: 1, failed: 0 });
    assert.throws(() => Deno.statSync(Deno.readTextFileSync(join(folder, "made"))), Deno.errors.NotFound);
  } finally {
    if (before === undefined) Deno.env.delete("INIT_CWD");
    else Deno.env.set("INIT_CWD", before);
    rmSync(folder, { recursive: true });
  }
});
