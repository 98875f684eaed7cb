import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { benchNames } from "./run.ts";

async function assertBadUsage(args: string[], own = ""): Promise<void> {
  const script = fileURLToPath(new URL("./run.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", script, ...args] });
  const { code, stdout, stderr } = await command.output();
  const usage = `usage: deno task bench NAME [--json]${own}, NAME one of ${benchNames().join(", ")}\n`;
  assert.deepEqual([code, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)], [2, "", usage]);
}

Deno.test("a benchmark that does not exist is bad usage: exit 2, the names on stderr, nothing on stdout", async () => {
  for (const args of [[], ["nonsense"], ["machine"], ["scaling_memory"]]) await assertBadUsage(args);
  assert.ok(benchNames().includes("kernels"));
});

Deno.test("so is what a benchmark does not take", async () => {
  for (const args of [["crf"], ["--minutes", "10"]]) await assertBadUsage(["kernels", ...args]);
  for (const args of [["--minutes"], ["--minutes", "-1"], ["--hours", "1"]]) {
    await assertBadUsage(["ui", ...args], " [--minutes N]");
  }
});
