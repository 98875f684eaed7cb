import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { benchNames } from "./run.ts";

Deno.test("a benchmark that does not exist is bad usage: exit 2, the names on stderr, nothing on stdout", async () => {
  const script = fileURLToPath(new URL("./run.ts", import.meta.url));
  for (const args of [[], ["nonsense"], ["machine"], ["scaling_memory"], ["kernels", "crf"]]) {
    const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", script, ...args] });
    const { code, stdout, stderr } = await command.output();
    const usage = `usage: deno task bench NAME [--json], NAME one of ${benchNames().join(", ")}\n`;
    assert.deepEqual([code, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)], [2, "", usage]);
  }
  assert.ok(benchNames().includes("kernels"));
});
