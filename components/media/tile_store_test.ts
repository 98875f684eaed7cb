import assert from "node:assert/strict";
import { createTileStore } from "./tile_store.ts";

/** A server that answers when it is told to. */
async function withServer(
  work: (server: { origin: string; asked: string[]; answer(path: string): void }) => Promise<void>,
) {
  const asked: string[] = [], waiting = new Map<string, (response: Response) => void>();
  const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    return new Promise((resolve) => waiting.set(pathname, resolve));
  });
  const answer = (path: string) => waiting.get(path)!(new Response(path));
  try {
    await work({ origin: `http://127.0.0.1:${listener.addr.port}`, asked, answer });
  } finally {
    for (const path of waiting.keys()) answer(path);
    await listener.shutdown();
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 200) assert.fail("it did not happen within 4 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const keys = (...indices: number[]) => indices.map((index) => ({ level: 0, index }));

Deno.test("few tiles are fetched at a time, and what is wanted no more is not fetched at all", () =>
  withServer(async ({ origin, asked, answer }) => {
    const store = createTileStore({
      url: ({ level, index }) => `${origin}/${level}/${index}`,
      decode: (bytes) => new TextDecoder().decode(bytes),
      mostTiles: 3,
    });
    store.want(keys(1, 2, 3, 4, 5));
    await until(() => asked.length === 3);
    store.want(keys(9, 2));
    answer("/0/1");
    await until(() => asked.length === 4);
    assert.deepEqual(asked.toSorted(), ["/0/1", "/0/2", "/0/3", "/0/9"]);
    for (const path of ["/0/2", "/0/3"]) answer(path);
    await until(() => store.arrivals.value === 3);
    assert.deepEqual(keys(1, 2, 3, 9).map(store.get), ["/0/1", "/0/2", "/0/3", null]);
    store.get({ level: 0, index: 1 }); // used last: 2 is the oldest now
    answer("/0/9");
    await until(() => store.arrivals.value === 4);
    assert.deepEqual(keys(1, 2, 3, 9).map(store.get), ["/0/1", null, "/0/3", "/0/9"]);
    store.close();
  }));
