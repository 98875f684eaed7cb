import assert from "node:assert/strict";
import { fromCellText, fromMapText, likeliestBut, nextFrom, readExpectation } from "./expectation.ts";

const next = new Float32Array(121 * 121);
next[60 * 121 + 60] = 0.75;
next[60 * 121 + 61] = 0.05;
next[60 * 121 + 120] = 0.2;

Deno.test("a row is where next from its cell, and is told with what stays and what else is likeliest", () => {
  assert.equal(nextFrom(next, 60)[120], Math.fround(0.2));
  assert.equal(likeliestBut(nextFrom(next, 60), 60), 120);
  assert.equal(likeliestBut([0, 0.5, 1], 2), 1);
  assert.equal(
    fromCellText(next, 60),
    "From neutral: stays with 75 %; else most likely very energetic, very positive, with 20 %.",
  );
});

Deno.test("how a map changes is told by what gains and what loses most", () => {
  const at = (cell: number) => Float64Array.from({ length: 121 }, (_, c) => c === cell ? 1 : 0);
  assert.equal(
    fromMapText(at(0), at(120)),
    "A second later: likelier very energetic, very positive, less likely very calm, very negative.",
  );
});

Deno.test("the server's answers: numbers, nothing, or why not", async () => {
  const answers = [
    new Response(next.slice(0, 242)),
    new Response(null, { status: 204 }),
    Response.json({ error: { status: 404, message: "Cannot do that" } }, { status: 404 }),
  ];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => answers.shift()!);
  const real = globalThis.fetch;
  globalThis.fetch = (path, init) => real(new URL(String(path), `http://127.0.0.1:${server.addr.port}`), init);
  try {
    assert.equal((await readExpectation("m"))!.length, 242);
    assert.equal(await readExpectation("m"), null);
    await assert.rejects(readExpectation("m"), { name: "RequestError", message: "Cannot do that", status: 404 });
  } finally {
    globalThis.fetch = real;
    await server.shutdown();
  }
});
