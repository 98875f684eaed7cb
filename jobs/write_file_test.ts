import assert from "node:assert/strict";
import { join } from "node:path";
import { writeFileWhole } from "./write_file.ts";

Deno.test("writeFileWhole makes the folder, replaces the file and leaves nothing beside it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-write-" });
  const path = join(folder, "a/b/file.txt");
  await writeFileWhole(path, "first, longer");
  await Deno.writeTextFile(join(folder, "a/b/.file.txt.tmp"), "what a killed process left, longer than all the rest");
  await writeFileWhole(path, new TextEncoder().encode("second"));
  assert.equal(await Deno.readTextFile(path), "second");
  assert.deepEqual(await Array.fromAsync(Deno.readDir(join(folder, "a/b")), ({ name }) => name), ["file.txt"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a write that fails leaves nothing beside the file", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-write-" });
  await Deno.mkdir(join(folder, "taken/full"), { recursive: true });
  const taken = join(folder, "taken"), file = join(folder, "file");
  await assert.rejects(writeFileWhole(taken, "x"), { message: `Cannot write ${taken}: it is a folder` });
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name), ["taken"]);
  await Deno.writeTextFile(file, "not a folder");
  await assert.rejects(writeFileWhole(join(file, "x"), "x"), {
    message: `Cannot make the folder ${file}: there is a file of that name`,
  });
  await Deno.remove(folder, { recursive: true });
});
