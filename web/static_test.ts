import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Handler } from "./app.ts";

const main = `
import { App, staticFiles } from "fresh";
import { asset } from "fresh/runtime";
export const app = new App().use(staticFiles()).get("/asset", (ctx) => ctx.text(asset("/a.txt")));
`;

interface TestSite {
  dir: string;
  get: (path: string, init?: RequestInit) => Promise<Response>;
}

/** An application in a folder of its own, with these files. */
async function withSite(files: Record<string, string>, run: (site: TestSite) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "moodline-site-"));
  try {
    for (const [name, content] of Object.entries({ "main.ts": main, "routes/empty.txt": "", ...files })) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), content);
    }
    const { app } = await import(pathToFileURL(join(dir, "main.ts")).href) as { app: { handler(): Handler } };
    const handler = app.handler();
    await run({ dir, get: (path, init) => handler(new Request(`http://localhost${path}`, init)) });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

Deno.test("a file is sent with its type, size and tag, and once only", async () => {
  await withSite({ "static/sub/a b.css": "p{}" }, async ({ get }) => {
    const response = await get("/sub/a%20b.css");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/css; charset=utf-8");
    assert.equal(response.headers.get("content-length"), "3");
    assert.equal(response.headers.get("cache-control"), "no-cache");
    assert.equal(await response.text(), "p{}");
    const etag = response.headers.get("etag")!;
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await get("/sub/a%20b.css", { headers: { "if-none-match": tag } });
      assert.deepEqual([again.status, await again.text(), again.headers.get("etag")], [304, "", etag]);
    }
    const other = await get("/sub/a%20b.css", { headers: { "if-none-match": '"other"' } });
    assert.deepEqual([other.status, await other.text()], [200, "p{}"]);
    const head = await get("/sub/a%20b.css", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "3", ""]);
    assert.equal((await get("/sub/a%20b.css", { method: "POST" })).status, 404);
  });
});

Deno.test("a changed file has another tag", async () => {
  await withSite({ "static/a.txt": "one" }, async ({ dir, get }) => {
    const first = await get("/a.txt");
    await first.body?.cancel();
    writeFileSync(join(dir, "static/a.txt"), "another");
    const second = await get("/a.txt", { headers: { "if-none-match": first.headers.get("etag")! } });
    assert.deepEqual([second.status, await second.text()], [200, "another"]);
  });
});

Deno.test("what has a hash in its URL is kept for good, and nothing else", async () => {
  await withSite({ "static/a.txt": "a", "dist/client/assets/x-1234.js": "1" }, async ({ get }) => {
    const cacheOf = async (path: string) => {
      const response = await get(path);
      await response.body?.cancel();
      return response.headers.get("cache-control");
    };
    const lasting = "public, max-age=31536000, immutable";
    assert.equal(await cacheOf("/assets/x-1234.js"), lasting);
    const url = await (await get("/asset")).text();
    assert.match(url, /^\/a\.txt\?__frsh_c=[0-9a-f]{64}$/);
    assert.equal(await cacheOf(url), lasting);
    assert.equal(await cacheOf("/a.txt"), "no-cache");
    assert.equal(await cacheOf("/a.txt?__frsh_c=old"), "no-cache");
  });
});

Deno.test("no request leads out of the folders", async () => {
  await withSite({ "static/a.txt": "a", "secret.txt": "s", "dist/manifest.json": "{}" }, async ({ get }) => {
    const paths = [
      "/../secret.txt",
      "/..%2fsecret.txt",
      "/%2e%2e/secret.txt",
      "/%2e%2e%2fsecret.txt",
      "/sub/..%5c..%5csecret.txt",
      "/static/a.txt",
      "/manifest.json",
      "/..%2fmanifest.json",
      "/%00",
      "/a.txt%00",
      "/%",
      "//a.txt/",
      "/sub",
    ];
    for (const path of paths) assert.equal((await get(path)).status, 404, path);
    assert.equal((await get("//a.txt")).status, 200, "repeated slashes are one");
  });
});
