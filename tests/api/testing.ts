/**
 * The application over a data directory of its own, for tests: requests go through every middleware, the store is real.
 * @module
 */
import assert from "node:assert/strict";
import * as v from "valibot";
import type { Authorize } from "../../core/access/policy.ts";
import { importDefaultModel } from "../../jobs/first_start.ts";
import { testingCompute, type TestingComputeOptions, testingModel } from "../../jobs/testing.ts";
import { openWorkspace, type Workspace } from "../../jobs/workspace.ts";
import { createApp } from "../../main.ts";
import type { JobsView, TrackView, UploadView } from "../../protocol/api.ts";
import { type Operation, operations } from "../../protocol/operations.ts";
import type { UploadLimits } from "../../utils.ts";

export interface TestingServer extends AsyncDisposable {
  workspace: Workspace;
  /** For a listener on a real port. */
  handler(req: Request): Promise<Response>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Fetches JSON and checks status and the schema of the operation's answer. */
  json<T>(path: string, init?: RequestInit & { status?: number }): Promise<T>;
  post<T>(path: string, body: unknown, status?: number): Promise<T>;
  upload(files: Record<string, BlobPart>): Promise<UploadView["uploads"]>;
  /** Waits until no job is open. */
  settled(): Promise<JobsView["jobs"]>;
  /** A track that has been analysed. */
  analyzedTrack(name?: string): Promise<TrackView>;
}

export interface TestingServerOptions extends TestingComputeOptions {
  authorize?: Authorize;
  uploadLimits?: UploadLimits;
  allowedHosts?: string[];
  concurrency?: number;
  /** Start without a model. */
  bare?: boolean;
}

export async function openServer(options: TestingServerOptions = {}): Promise<TestingServer> {
  const { authorize, concurrency = 2, allowedHosts = ["localhost"] } = options;
  const uploadLimits = options.uploadLimits ?? { bytesPerFile: 1_000_000, files: 5 };
  const dataDir = await Deno.makeTempDir();
  const workspace = await openWorkspace({ dataDir, compute: testingCompute(options), concurrency, authorize });
  if (!options.bare) {
    const modelPath = `${dataDir}/testing-1.safetensors`;
    await Deno.writeFile(modelPath, testingModel("testing-1"));
    await importDefaultModel(workspace, modelPath);
  }
  const handler = createApp(() => ({ workspace, settings: { allowedHosts, uploadLimits, version: "0.0.0" } }))
    .handler();
  const server: TestingServer = {
    workspace,
    handler: (req) => handler(req),
    fetch: (path, init) => handler(new Request(new URL(path, "http://localhost"), init)),
    async json<T>(path: string, { status = 200, ...init }: RequestInit & { status?: number } = {}) {
      const response = await server.fetch(path, init), body = await response.json();
      assert.equal(response.status, status, `${init.method ?? "GET"} ${path}: ${JSON.stringify(body)}`);
      const schema = findOperation(init.method ?? "GET", path).answers[status]?.schema;
      if (schema) v.parse(schema, body);
      return body as T;
    },
    post: (path, body, status = 200) =>
      server.json(path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
        status,
      }),
    async upload(files) {
      const form = new FormData();
      for (const [name, content] of Object.entries(files)) form.append("files", new File([content], name));
      return (await server.json<UploadView>("/api/tracks", { method: "POST", body: form, status: 201 })).uploads;
    },
    async settled() {
      for (let tries = 0; tries < 800; tries++) {
        const { jobs } = await server.json<JobsView>("/api/jobs");
        if (jobs.every(({ state }) => state !== "queued" && state !== "running")) return jobs;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error("jobs did not settle within 20 s");
    },
    async analyzedTrack(name = "song.wav") {
      const [{ track }] = await server.upload({ [name]: `audio of ${name}` });
      await server.settled();
      return await server.json<TrackView>(`/api/tracks/${track.id}`);
    },
    [Symbol.asyncDispose]: () => workspace.close(),
  };
  return server;
}

function findOperation(method: string, path: string): Operation {
  const { pathname } = new URL(path, "http://localhost");
  // The literal path comes first: /api/models/retrain is no id.
  const matching = Object.values<Operation>(operations)
    .filter((operation) =>
      operation.method === method && new URLPattern({ pathname: operation.path }).test({ pathname })
    )
    .sort((a, b) => Number(a.path.includes(":")) - Number(b.path.includes(":")));
  assert.ok(matching.length > 0, `no operation ${method} ${pathname}`);
  return matching[0];
}

export const unknownId = "00000000-0000-7000-8000-000000000000";
