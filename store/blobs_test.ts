import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { BlobTooLargeError, openBlobs } from "./blobs.ts";

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytes = new Uint8Array(100_000).map((_, i) => i * 7);

async function* chunks(...sizes: number[]) {
  let at = 0;
  for (const size of sizes) yield await Promise.resolve(bytes.subarray(at, at += size));
}

async function incoming(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(join(directory, "incoming")))).map((entry) => entry.name);
}

Deno.test("a received file is kept under the hash of its bytes, whole", async () => {
  const directory = await Deno.makeTempDir(), blobs = await openBlobs(directory);
  const pending = await blobs.receive(chunks(1, 0, 65_536, 34_463), { limitBytes: bytes.length });
  assert.equal(pending.sha256, hash(bytes));
  assert.equal(pending.bytes, bytes.length);
  await assert.rejects(Deno.stat(blobs.path(pending.sha256)), { name: "NotFound" }, "not visible before it is kept");
  await pending.keep();
  assert.equal(blobs.path(pending.sha256), join(directory, pending.sha256.slice(0, 2), pending.sha256.slice(2)));
  assert.deepEqual(await Deno.readFile(blobs.path(pending.sha256)), bytes);
  assert.deepEqual(await incoming(directory), []);
});

Deno.test("a file that is too large, breaks off or is discarded leaves nothing behind", async () => {
  const directory = await Deno.makeTempDir(), blobs = await openBlobs(directory);
  await assert.rejects(blobs.receive(chunks(10, 10), { limitBytes: 19 }), (error: Error) => {
    assert.ok(error instanceof BlobTooLargeError);
    assert.equal(error.message, "Cannot store a file: it must have at most 19 bytes");
    return true;
  });
  const breaking = async function* () {
    yield* chunks(10);
    throw new Error("connection lost");
  };
  await assert.rejects(blobs.receive(breaking(), { limitBytes: 99 }), { message: "connection lost" });
  await (await blobs.receive(chunks(10), { limitBytes: 10 })).discard();
  assert.deepEqual(await incoming(directory), []);
});

Deno.test("what an earlier process left half-written is removed at start, what it kept is not", async () => {
  const directory = await Deno.makeTempDir(), first = await openBlobs(directory);
  const { sha256 } = await first.put(bytes);
  await first.receive(chunks(10), { limitBytes: 10 });
  assert.equal((await incoming(directory)).length, 1);
  const second = await openBlobs(directory);
  assert.deepEqual(await incoming(directory), []);
  assert.deepEqual(await Deno.readFile(second.path(sha256)), bytes);
});

Deno.test("a file written elsewhere can be adopted, and an empty one stored", async () => {
  const blobs = await openBlobs(await Deno.makeTempDir()), path = blobs.temporaryPath();
  await Deno.writeFile(path, bytes);
  assert.deepEqual(await blobs.adopt(path), { sha256: hash(bytes), bytes: bytes.length });
  const empty = await blobs.put(new Uint8Array());
  assert.equal((await Deno.readFile(blobs.path(empty.sha256))).length, 0);
});

Deno.test("only a hash names a blob", async () => {
  const blobs = await openBlobs(await Deno.makeTempDir());
  for (const name of ["../../etc/passwd", "", "A".repeat(64), "a".repeat(65)]) {
    assert.throws(() => blobs.path(name), {
      name: "TypeError",
      message: `Cannot find a blob: its name must be 64 hex digits, current value is ${name}`,
    });
  }
});
