import assert from "node:assert/strict";
import { errorMessage, RequestError, requestJson } from "./json_client.ts";

/** Serve answers on a free port for the length of a test. */
async function withServer(
  answer: (request: Request) => Response | Promise<Response>,
  use: (origin: string) => Promise<void>,
) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  try {
    await use(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("a body is posted as JSON and the answer parsed", async () => {
  const echo = async (request: Request) =>
    Response.json({ method: request.method, type: request.headers.get("content-type"), body: await request.json() });
  await withServer(echo, async (origin) => {
    assert.deepEqual(await requestJson(origin, { body: { a: 1 } }), {
      method: "POST",
      type: "application/json",
      body: { a: 1 },
    });
  });
});

Deno.test("an empty answer is undefined", async () => {
  await withServer(() => new Response(null, { status: 204 }), async (origin) => {
    assert.equal(await requestJson(origin), undefined);
  });
});

Deno.test("the server's message reaches the user, and a refusal is final", async () => {
  const refuse = () => Response.json({ error: { status: 415, message: "notes.txt is not audio" } }, { status: 415 });
  await withServer(refuse, async (origin) => {
    const error = await requestJson(origin).catch((e) => e);
    assert.ok(error instanceof RequestError);
    assert.equal(error.message, "notes.txt is not audio");
    assert.equal(error.status, 415);
    assert.equal(error.passing, false);
  });
});

Deno.test("a page instead of JSON gives the status in words", () => {
  assert.equal(errorMessage(502, "<html>Bad gateway</html>"), "The server answered with error 502.");
});

Deno.test("no answer is an error that may pass", async () => {
  let origin = "";
  await withServer(() => new Response(), (open) => Promise.resolve(void (origin = open)));
  const error = await requestJson(origin).catch((e) => e);
  assert.ok(error instanceof RequestError);
  assert.equal(error.message, "The Moodline server cannot be reached.");
  assert.equal(error.passing, true);
});
