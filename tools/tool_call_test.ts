import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readToolCall, toolUsage } from "./tool_call.ts";

const SPEC = { task: "build:tea", needed: { leaves: "DIR" }, optional: { milk: "FILE" }, files: "CUP…" };

Deno.test("options and files as they were given; the usage tells what must be there and what may", () => {
  assert.equal(toolUsage(SPEC), "deno task build:tea --leaves DIR [--milk FILE] CUP…");
  const { options, files } = readToolCall(SPEC, ["--leaves", "a", "b", "c"])!;
  assert.deepEqual([{ ...options }, files], [{ leaves: "a" }, ["b", "c"]]);
  assert.equal(readToolCall(SPEC, ["--help"]), null);
});

Deno.test("what is not known, missing or too much is named", () => {
  const error = (args: string[], spec: Parameters<typeof readToolCall>[0] = SPEC) => {
    let message = "";
    assert.throws(
      () => readToolCall(spec, args),
      (error: Error) => (message = error.message, error instanceof TypeError),
    );
    return message;
  };
  assert.equal(error(["cup"]), "--leaves is missing");
  assert.equal(error(["--leaves", "", "cup"]), "--leaves is missing");
  assert.equal(error(["--leaves", "a"]), "CUP… is missing");
  assert.match(error(["--sugar", "a", "cup"]), /'--sugar'/);
  assert.match(error(["--leaves"]), /'--leaves/);
  assert.match(error(["cup"], { task: "build:tea" }), /'cup'/);
});

Deno.test("every tool answers --help with its usage, and an unknown option with one line, whatever it would do", async () => {
  const settings = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  const tasks = Object.entries<string>(settings.tasks).filter(([name]) =>
    /^(search|table:.*|build:(model|views))$/.test(name)
  );
  assert.ok(tasks.length >= 6, `${tasks}`);
  for (const [name, command] of tasks) {
    const tool = command.split(" ").at(-1)!;
    const run = async (option: string) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", tool, option],
        cwd: fileURLToPath(new URL("..", import.meta.url)),
      }).output();
      return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    };
    const help = await run("--help"), wrong = await run("--wrong");
    assert.equal(help.code, 0, help.stderr);
    assert.ok(help.stdout.startsWith(`usage: deno task ${name}`) && help.stdout.split("\n").length === 2, help.stdout);
    assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
    assert.equal(wrong.stderr, `error: Unknown option '--wrong'; ${help.stdout}`);
  }
});
