/** Every route of the API is in the table of operations, and every operation is guarded. */
import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import { type Action, ACTIONS } from "../../core/access/policy.ts";
import { type Operation, operations } from "../../protocol/operations.ts";
import { operationOf } from "../../routes/api/(_endpoint)/endpoint.ts";
import { openServer, unknownId } from "./testing.ts";

const routes = fileURLToPath(new URL("../../routes", import.meta.url));

/** Files that answer below /api, as Fresh finds them. */
async function apiFiles(folder = "api"): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(routes, folder))) {
    if (isDirectory && !name.startsWith("(_")) names.push(...await apiFiles(`${folder}/${name}`));
    if (!isDirectory && !name.startsWith("_")) names.push(`${folder}/${name}`);
  }
  return names.sort();
}

const pathOf = (file: string) =>
  "/" + file.replace(/\.tsx?$/, "").replace(/\/index$/, "").replaceAll(/\[(\w+)\]/g, ":$1");

const fill = (path: string) => path.replace(":id", unknownId);
const all = Object.entries<Operation>(operations);

Deno.test("the table and the route files agree, and every handler is one of the table's", async () => {
  const files = (await apiFiles()).filter((file) => file !== "api/[...path].ts");
  assert.ok(files.length > 15);
  const found: string[] = [];
  for (const file of files) {
    const { handler } = await import(pathToFileURL(join(routes, file)).href);
    assert.equal(typeof handler, "object", `${file} must answer by method`);
    for (const [method, answer] of Object.entries(handler)) {
      const name = operationOf(answer);
      assert.ok(name, `${method} of ${file} must be made by endpoint()`);
      assert.deepEqual([operations[name].method, operations[name].path], [method, pathOf(file)]);
      found.push(name);
    }
  }
  assert.deepEqual(found.toSorted(), Object.keys(operations).toSorted());
});

Deno.test("every operation asks for its action and answers 403, and nothing else, when it is refused", async () => {
  const asked: Action[] = [];
  await using server = await openServer({
    authorize: (_actor, action) => {
      asked.push(action);
      return { allowed: false, reason: `no ${action}` };
    },
  });
  for (const [name, { method, path, action }] of all) {
    asked.length = 0;
    const response = await server.fetch(fill(path), { method });
    assert.deepEqual(await response.json(), { error: { status: 403, message: `no ${action}` } }, name);
    assert.equal(response.status, 403);
    assert.deepEqual(asked, [action]);
  }
});

Deno.test("every action but that of pages guards an operation", () => {
  const used = new Set([...all.map(([, { action }]) => action), "page.read"]);
  assert.deepEqual([...used].toSorted(), [...ACTIONS].toSorted());
});

Deno.test("pages are guarded too", async () => {
  await using server = await openServer({ authorize: (_, action) => ({ allowed: false, reason: `no ${action}` }) });
  const response = await server.fetch("/");
  assert.deepEqual([response.status, await response.text()], [403, "no page.read"]);
});

Deno.test("requests that change something must come from our own pages or from no browser", async () => {
  await using server = await openServer();
  const foreign: HeadersInit[] = [
    { origin: "http://evil.example" },
    { origin: "http://localhost:81" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://localhost" },
  ];
  const own: HeadersInit[] = [{}, { origin: "http://localhost", "sec-fetch-site": "same-origin" }, {
    "sec-fetch-site": "none",
  }];
  for (const [name, { method, path }] of all.filter(([, { method }]) => method === "POST")) {
    for (const headers of foreign) {
      const response = await server.fetch(fill(path), { method, headers });
      assert.equal(response.status, 403, `${name} ${JSON.stringify(headers)}`);
      assert.match((await response.json()).error.message, /must come from this server's own pages/);
    }
    for (const headers of own) assert.notEqual((await server.fetch(fill(path), { method, headers })).status, 403);
  }
  assert.equal((await server.fetch("/api/tracks", { headers: { origin: "http://evil.example" } })).status, 200);
});

Deno.test("only the names that the server was started for are answered", async () => {
  const cases: [allowed: string[], host: string, status: number][] = [
    [["localhost", "[::1]"], "localhost:8000", 200],
    [["localhost", "[::1]"], "LOCALHOST", 200],
    [["localhost", "[::1]"], "[::1]:8000", 200],
    [["localhost", "[::1]"], "evil.example:8000", 421],
    [["localhost", "[::1]"], "localhost.evil.example", 421],
    [["*"], "evil.example", 200],
  ];
  for (const [allowedHosts, host, status] of cases) {
    await using server = await openServer({ allowedHosts, bare: true });
    assert.equal((await server.fetch("/api/health", { headers: { host } })).status, status, host);
  }
});

Deno.test("pages allow no script that the server did not write, and no frame around them", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack("<img src=x onerror=alert(1)>.wav");
  for (const path of ["/", "/models", `/tracks/${track.id}`, "/nothing"]) {
    const response = await server.fetch(path), text = await response.text();
    const policy = response.headers.get("content-security-policy")!;
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.match(policy, path === "/nothing" ? /default-src 'self';/ : /script-src 'self' 'nonce-[^']+'/, path);
    assert.ok(path !== "/nothing" || !text.includes("<script"));
    assert.ok(!text.includes("<img src=x"), `${path} shows a file name as markup`);
  }
});

Deno.test("no answer is taken for another type than it says", async () => {
  await using server = await openServer();
  const cases: [path: string, status: number, init?: RequestInit][] = [
    ["/", 200],
    ["/style.css", 200],
    ["/icon.svg", 200],
    ["/nothing", 404],
    ["/tracks/%ff", 404],
    ["/api/tracks", 200],
    ["/api/nothing", 404],
    ["/api/tracks", 404, { method: "DELETE" }],
    ["/api/tracks", 403, { method: "POST", headers: { origin: "http://evil.example" } }],
    ["/api/tracks", 421, { headers: { host: "evil.example" } }],
  ];
  for (const [path, status, init] of cases) {
    const response = await server.fetch(path, init);
    await response.body?.cancel();
    assert.deepEqual([response.status, response.headers.get("x-content-type-options")], [status, "nosniff"], path);
  }
});

Deno.test("a Host header that is no name is a bad request, not a failure", async () => {
  await using server = await openServer({ bare: true });
  await using listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, server.handler);
  for (const host of ["a b", "localhost:1:2", "[", "localhost:99999"]) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    const request = `GET /api/health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable).text();
    assert.match(answer, /^HTTP\/1\.1 400 /, host);
  }
});
