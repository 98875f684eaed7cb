import assert from "node:assert/strict";
import { join } from "node:path";
import { systemReason } from "./system_reason.ts";

Deno.test("what the system refuses is said in words, as it really refuses it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-reason-" }), file = join(folder, "file");
  await Deno.writeTextFile(file, "x");
  const reasonOf = (work: Promise<unknown>, what: "file" | "folder") =>
    work.then(() => "nothing was refused", (error) => systemReason(error, what));
  assert.equal(await reasonOf(Deno.readFile(join(folder, "gone")), "file"), "there is no such file");
  assert.equal(
    await reasonOf(Array.fromAsync(Deno.readDir(join(folder, "gone"))), "folder"),
    "there is no such folder",
  );
  assert.equal(await reasonOf(Array.fromAsync(Deno.readDir(file)), "folder"), "a part of its path is no folder");
  assert.equal(await reasonOf(Deno.readFile(join(file, "below")), "file"), "a part of its path is no folder");
  assert.equal(await reasonOf(Deno.mkdir(file), "folder"), "there is a file of that name");
  assert.equal(await reasonOf(Deno.writeTextFile(folder, "x"), "file"), "it is a folder");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("other errors speak for themselves", () => {
  assert.equal(systemReason(new Deno.errors.PermissionDenied("os error 13"), "file"), "it is not permitted");
  assert.equal(systemReason(new Error("the disk is full"), "file"), "the disk is full");
  assert.equal(systemReason("no error at all", "file"), "no error at all");
});
