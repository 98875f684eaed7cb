import assert from "node:assert/strict";
import { createPcmStore, type PcmStore } from "./pcm_store.ts";

const SAMPLES = 200_000;

/**
 * Samples of two channels that tell their numbers, from a server that has not decoded all of them.
 * @param isDecoded whether those from this one on are, when the server is asked for the nth time; once it knows.
 */
async function withStore(
  isDecoded: (from: number, nth: number) => boolean | Promise<boolean>,
  work: (store: PcmStore, arrived: () => Promise<void>, asked: string[]) => Promise<void>,
  onArrival: (store: PcmStore) => void = () => {},
) {
  const asked: string[] = [];
  const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { searchParams } = new URL(request.url), from = Number(searchParams.get("from"));
    if (!await isDecoded(from, asked.push(searchParams.toString()))) {
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
    samples: () => SAMPLES,
    onArrival() {
      onArrival(store);
      arrival.resolve();
      arrival = Promise.withResolvers();
    },
    onFailure: (error) => assert.fail(error),
  });
  try {
    await work(store, () => arrival.promise, asked);
  } finally {
    store.close();
    await listener.shutdown();
  }
}

const value = (n: number) => n < 0 || n >= SAMPLES ? 0 : n % 30_000 / 32768;

/** Asks until all of it has come. */
async function readAll(
  store: PcmStore,
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
  withStore(() => true, async (store, arrived, asked) => {
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
  withStore((_, nth) => nth > 3, async (store, arrived, asked) => {
    const [left] = await readAll(store, arrived, 10, 5);
    assert.deepEqual([...left], [10, 11, 12, 13, 14].map(value));
    assert.equal(asked.length, 4);
  }));

Deno.test("whoever asks for much gets it a few pieces at a time: places that were only passed are not fetched", () =>
  withStore(() => true, async (store, arrived, asked) => {
    const waiting = arrived();
    for (let from = 0; from < SAMPLES; from += 1000) store.prefetch(from, 1);
    await waiting;
    assert.deepEqual(asked.map((query) => new URLSearchParams(query).get("from")), ["0", "65536", "131072"]);
    await readAll(store, arrived, 0, SAMPLES);
    assert.equal(asked.length, 4);
  }));

Deno.test("what is read now is fetched before places that were wanted earlier and are not decoded yet", () => {
  let decoded = 1;
  return withStore((from, nth) => from < decoded || nth > 200, async (store, arrived, asked) => {
    const far = [65_536, 2 * 65_536, 3 * 65_536];
    for (const from of far) store.prefetch(from, 1);
    const waiting = arrived();
    assert.equal(store.read(0, 10), null);
    store.prefetch(65_536, SAMPLES); // fetching ahead takes nothing from what is read
    await waiting;
    assert.ok(store.read(0, 10));
    assert.ok(asked.length < 200, "the first samples did not wait for the last ones");
    decoded = SAMPLES;
    for (const from of far) assert.equal((await readAll(store, arrived, from, 1))[0][0], value(from));
  });
});

Deno.test("one read of more pieces than come at a time ends none of its own: they come from the first to the last", () =>
  withStore(() => true, async (store, arrived, asked) => {
    await readAll(store, arrived, 0, SAMPLES);
    assert.equal(asked.length, 4);
    assert.equal(new URLSearchParams(asked[3]).get("from"), "196608");
  }));

Deno.test("two places that are read in turns both come: what is ended is what was asked for least recently", async () => {
  const decoded = Promise.withResolvers<boolean>();
  await withStore(() => decoded.promise, async (store, arrived, asked) => {
    for (const from of [0, 2 * 65_536, 3 * 65_536]) store.prefetch(from, 1);
    while (asked.length < 3) await new Promise((done) => setTimeout(done, 5));
    for (const from of [0, 65_536, 0]) assert.equal(store.read(from, 1), null);
    decoded.resolve(true);
    for (const from of [0, 65_536]) await readAll(store, arrived, from, 1);
    assert.equal(asked.filter((query) => query.startsWith("from=0&")).length, 1);
  });
});

Deno.test("whoever asks on an arrival gets the place of the piece that has come", async () => {
  const last = Promise.withResolvers<void>(),
    deadline = setTimeout(() => last.reject(new Error("not asked for")), 2000);
  function isDecoded(from: number) {
    if (from === 3 * 65_536) last.resolve();
    return from === 0 || last.promise.then(() => true, () => true);
  }
  const onArrival = (store: PcmStore) => store.prefetch(0, SAMPLES);
  await withStore(isDecoded, async (store) => {
    store.prefetch(0, SAMPLES);
    await last.promise;
  }, onArrival);
  clearTimeout(deadline);
});
