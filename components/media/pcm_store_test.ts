import assert from "node:assert/strict";
import { createPcmStore } from "./pcm_store.ts";

const SAMPLES = 200_000;

/** Samples of two channels that tell their numbers, from a server that is not ready at first. */
async function withStore(
  refusals: number,
  work: (store: ReturnType<typeof createPcmStore>, arrived: () => Promise<void>, asked: string[]) => Promise<void>,
) {
  const asked: string[] = [];
  const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { searchParams } = new URL(request.url), from = Number(searchParams.get("from"));
    asked.push(searchParams.toString());
    if (asked.length <= refusals) {
      return Response.json({ error: { status: 503, message: "not yet" } }, {
        status: 503,
        headers: { "retry-after": "0" },
      });
    }
    const count = Math.min(Number(searchParams.get("count")), SAMPLES - from);
    const values = Int16Array.from({ length: 2 * count }, (_, i) => (from + (i >> 1)) % 30_000 * (i % 2 ? -1 : 1));
    return new Response(values);
  });
  let arrival = Promise.withResolvers<void>();
  const store = createPcmStore(`http://127.0.0.1:${listener.addr.port}/samples`, {
    sampleRate: 44100,
    channels: 2,
    samples: SAMPLES,
    onArrival() {
      arrival.resolve();
      arrival = Promise.withResolvers();
    },
    onFailure: (error) => assert.fail(error),
  });
  await work(store, () => arrival.promise, asked);
  store.close();
  await listener.shutdown();
}

const value = (n: number) => n < 0 || n >= SAMPLES ? 0 : n % 30_000 / 32768;

/** Asks until all of it has come. */
async function readAll(
  store: ReturnType<typeof createPcmStore>,
  arrived: () => Promise<void>,
  from: number,
  count: number,
) {
  for (;;) {
    const waiting = arrived(), found = store.read(from, count);
    if (found) return found;
    await waiting;
  }
}

Deno.test("samples come from as many pieces as they lie in, silence beyond the ends, and nothing is fetched twice", () =>
  withStore(0, async (store, arrived, asked) => {
    assert.equal(store.read(65_000, 1000), null);
    for (const [from, count] of [[65_000, 1000], [-50, 100], [SAMPLES - 5, 10], [60_000, 100_000], [SAMPLES, 5]]) {
      const [left, right] = await readAll(store, arrived, from, count);
      for (let n = 0; n < count; n++) {
        if (left[n] !== value(from + n) || right[n] + value(from + n) !== 0) assert.fail(`sample ${from + n}`);
      }
    }
    assert.equal(new Set(asked).size, asked.length);
    assert.equal(asked.length, Math.ceil(SAMPLES / 65_536));
  }));

Deno.test("what the server has not decoded yet is asked for again", () =>
  withStore(3, async (store, arrived, asked) => {
    const [left] = await readAll(store, arrived, 10, 5);
    assert.deepEqual([...left], [10, 11, 12, 13, 14].map(value));
    assert.equal(asked.length, 4);
  }));

Deno.test("whoever asks for much gets it a few pieces at a time: places that were only passed are not fetched", () =>
  withStore(0, async (store, arrived, asked) => {
    const waiting = arrived();
    for (let from = 0; from < SAMPLES; from += 1000) store.prefetch(from, 1);
    await waiting;
    assert.deepEqual(asked.map((query) => new URLSearchParams(query).get("from")), ["0", "65536", "131072"]);
    await readAll(store, arrived, 0, SAMPLES);
    assert.equal(asked.length, 4);
  }));
