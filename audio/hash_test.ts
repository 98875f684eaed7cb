import assert from "node:assert/strict";
import { sha256OfFile } from "./hash.ts";
import { withFile } from "./testing.ts";

Deno.test("sha256OfFile gives the digests of FIPS 180-4, also over many blocks", async () => {
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    [new TextEncoder().encode("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [new Uint8Array(1e6).fill(97), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ];
  for (const [bytes, digest] of cases) {
    assert.equal(await withFile(bytes, "a.bin", sha256OfFile), digest);
  }
});

Deno.test("a missing file is named", async () => {
  await assert.rejects(sha256OfFile("/nowhere/gone.wav"), { message: "Cannot read gone.wav: there is no such file" });
});
