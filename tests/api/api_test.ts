import assert from "node:assert/strict";
import type { JobsView, JobView, ServerEvent } from "../../protocol/api.ts";
import { type Operation, operations } from "../../protocol/operations.ts";
import { noQuery } from "../../protocol/schemas.ts";
import { openServer, unknownId } from "./testing.ts";

const all = Object.entries<Operation>(operations);

Deno.test("what does not exist is 404 as JSON, by every path with an id", async () => {
  await using server = await openServer({ bare: true });
  const queries: Record<string, string> = {
    exportTimeline: "?format=csv",
    explainMap: "?second=0",
    getPcm: "?from=0&count=9",
  };
  for (const [name, { method, path }] of all.filter(([, { path }]) => path.includes(":id"))) {
    for (const id of [unknownId, "1", "..%2f..%2fetc%2fpasswd", "%00", "<script>"]) {
      const query = queries[name] ?? "";
      const body = name === "addCorrection" ? JSON.stringify({ kind: "undo", target: unknownId }) : undefined;
      const headers = { "content-type": "application/json" };
      const response = await server.fetch(path.replace(":id", id) + query, { method, body, headers });
      const text = await response.text();
      assert.equal(response.status, 404, `${name} ${id}: ${text}`);
      assert.deepEqual(Object.keys(JSON.parse(text).error), ["status", "message"]);
      assert.ok(!text.includes("script"));
    }
  }
});

Deno.test("unknown paths and methods answer as JSON, never with a page", async () => {
  await using server = await openServer({ bare: true });
  const cases: [method: string, path: string][] = [
    ["GET", "/api/nothing"],
    ["GET", "/api/"],
    ["DELETE", "/api/tracks"],
    ["PUT", "/api/health"],
    ["GET", "/api/models/retrain/x/y"],
    ["GET", "/api/analyses"],
  ];
  for (const [method, path] of cases) {
    const response = await server.fetch(path, { method });
    assert.ok([404, 405].includes(response.status), `${method} ${path}: ${response.status}`);
    assert.equal((await response.json()).error.status, response.status);
  }
});

Deno.test("unknown or malformed query parameters are refused", async () => {
  await using server = await openServer({ bare: true });
  for (const path of ["/api/tracks?x=1", "/api/jobs?limit=-1", "/api/jobs?state=odd", "/api/jobs?limit=1e9"]) {
    await server.json(path, { status: 400 });
  }
});

Deno.test("a fault of the server is told without its details", async () => {
  const server = await openServer();
  await server.workspace.close();
  const response = await server.fetch("/api/tracks");
  assert.deepEqual([response.status, await response.json()], [500, {
    error: { status: 500, message: "Cannot answer: something went wrong in the server; its log says more" },
  }]);
});

Deno.test("the OpenAPI document describes every operation, its parameters and answers", async () => {
  await using server = await openServer({ bare: true });
  const document = await (await server.fetch("/api/openapi.json")).json();
  assert.equal(document.openapi, "3.1.0");
  for (const [name, { method, path, answers, body, query }] of all) {
    const operation = document.paths[path.replace(/:(\w+)/g, "{$1}")][method.toLowerCase()];
    assert.equal(operation.operationId, name);
    const json = typeof body === "object", refusals = [...(json || query !== noQuery ? ["400"] : []), "403"];
    const expected = new Set([...Object.keys(answers), ...refusals, ...(json ? ["413", "415"] : [])]);
    assert.deepEqual(Object.keys(operation.responses), [...expected].sort(), name);
    assert.equal(operation.requestBody !== undefined, body !== undefined);
    const inPath = operation.parameters.filter((parameter: { in: string }) => parameter.in === "path");
    assert.deepEqual(inPath.map(({ name }: { name: string }) => `:${name}`), path.match(/:\w+/g) ?? []);
    assert.ok(inPath.every(({ schema }: { schema?: unknown }) => schema !== undefined), name);
  }
  const [state, limit] = document.paths["/api/jobs"].get.parameters;
  assert.deepEqual([state.name, state.required, limit.name], ["state", false, "limit"]);
});

Deno.test("jobs are listed newest first, filtered and cancelled", async () => {
  await using server = await openServer({ concurrency: 0 });
  await server.upload({ "1.wav": "1", "2.wav": "2", "3.wav": "3" });
  const { jobs } = await server.json<JobsView>("/api/jobs");
  assert.deepEqual(jobs.map(({ id }) => id), jobs.map(({ id }) => id).toSorted().reverse());
  assert.deepEqual((await server.json<JobsView>("/api/jobs?limit=2")).jobs, jobs.slice(0, 2));
  const cancelled = await server.json<JobView>(`/api/jobs/${jobs[0].id}/cancel`, { method: "POST" });
  assert.deepEqual([cancelled.state, cancelled.message], ["cancelled", "cancelled"]);
  assert.equal((await server.json<JobsView>("/api/jobs?state=queued")).jobs.length, 2);
});

Deno.test("events tell of jobs, tracks and models while they change, and end with the server", async () => {
  const server = await openServer({ analysisMs: 200 });
  const response = await server.fetch("/api/events");
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const events: ServerEvent[] = [];
  const reading = (async () => {
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      for (const line of text.split("\n")) if (line.startsWith("data: ")) events.push(JSON.parse(line.slice(6)));
    }
  })();
  const track = await server.analyzedTrack();
  const states = () => events.flatMap((event) => event.type === "job" ? [event.job.state] : []);
  for (let tries = 0; tries < 100 && states().at(-1) !== "done"; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await server.workspace.close();
  await reading;
  // A state that lasts less than the gathering time may be skipped; the last one never is.
  assert.ok(states().includes("running"));
  assert.equal(states().at(-1), "done");
  assert.ok(events.some((event) => event.type === "track" && event.trackId === track.id));
});

Deno.test("a client that goes away is forgotten", async () => {
  await using server = await openServer({ concurrency: 0 });
  const { bus, scope } = server.workspace;
  let subscribed = 0;
  const subscribe = bus.subscribe.bind(bus);
  bus.subscribe = (projectId, listener) => {
    subscribed++;
    const unsubscribe = subscribe(projectId, listener);
    return () => (subscribed--, unsubscribe());
  };
  const response = await server.fetch("/api/events");
  assert.equal(subscribed, 1);
  await response.body!.cancel();
  assert.equal(subscribed, 0);
  bus.publish(scope.projectId, { type: "models" });
});
