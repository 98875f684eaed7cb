import assert from "node:assert/strict";
import fc from "fast-check";
import { comparePatterns, filePathToPattern, joinPath, Router } from "./router.ts";

function routerOf(routes: [method: "GET" | "POST" | "ALL", pattern: string][]): Router<string> {
  const router = new Router<string>();
  for (const [method, pattern] of routes) router.add(method, pattern, `${method} ${pattern}`);
  return router;
}

Deno.test("file paths become patterns", () => {
  const table: [path: string, pattern: string][] = [
    ["index", "/"],
    ["about", "/about"],
    ["blog/index", "/blog"],
    ["blog/[slug]", "/blog/:slug"],
    ["blog/[slug]/comments", "/blog/:slug/comments"],
    ["old/[...path]", "/old/:path*"],
    ["docs/[[version]]/index", "/docs/:version?"],
    ["(marketing)/about", "/about"],
    ["(marketing)/index", "/"],
    ["files/[name].json", "/files/:name.json"],
  ];
  for (const [path, pattern] of table) assert.equal(filePathToPattern(path), pattern);
});

Deno.test("patterns are tried from the most to the least specific, whatever order they come in", () => {
  const sorted = ["/a/b", "/a/x-:y", "/a/:x/b", "/a/:x", "/a/:x?", "/a/:x*", "/:x", "/:x*"];
  fc.assert(
    fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
      assert.deepEqual(shuffled.sort(comparePatterns), sorted);
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("a fixed path goes before a pattern that was added earlier", () => {
  const router = routerOf([["GET", "/u/:id"], ["GET", "/u/me"]]);
  assert.deepEqual(router.match("GET", "/u/me"), { pattern: "/u/me", params: {}, value: "GET /u/me" });
});

Deno.test("another method is 405, another path 404, HEAD is GET, ALL is any", () => {
  const router = routerOf([["GET", "/a"], ["GET", "/p/:x"], ["POST", "/p/:y"], ["ALL", "/all"]]);
  const answer = (method: string, path: string) => {
    const match = router.match(method, path);
    return typeof match === "number" ? match : match.value;
  };
  assert.equal(answer("POST", "/a"), 405);
  assert.equal(answer("GET", "/b"), 404);
  assert.equal(answer("HEAD", "/a"), "GET /a");
  assert.equal(answer("POST", "/p/1"), "POST /p/:y", "a later pattern may take the method");
  assert.equal(answer("DELETE", "/all"), "ALL /all");
  assert.equal(answer("GET", "/a/"), "GET /a");
});

Deno.test("a parameter never gains a slash, and a malformed escape is taken as it stands", () => {
  const router = routerOf([["GET", "/f/:name"]]);
  const nameOf = (path: string) => (router.match("GET", path) as { params: Record<string, string> }).params.name;
  assert.equal(nameOf("/f/a%2Fb%20c"), "a%2Fb c");
  assert.equal(nameOf("/f/100%"), "100%");
  assert.equal(nameOf("/f/%C3%A9"), "é");
});

Deno.test("names that need escapes in a URL are found", () => {
  const router = routerOf([["GET", "/über uns"]]);
  const { pathname } = new URL("http://localhost/über uns");
  assert.notEqual(router.match("GET", pathname), 404);
});

Deno.test("paths are joined with single slashes", () => {
  const table: [base: string, path: string, joined: string][] = [
    ["", "*", "/"],
    ["", "/", "/"],
    ["/", "/a", "/a"],
    ["/b", "*", "/b"],
    ["/b/", "/a/", "/b/a"],
  ];
  for (const [base, path, joined] of table) assert.equal(joinPath(base, path), joined);
});
