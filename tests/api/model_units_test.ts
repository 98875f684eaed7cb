/** The page of what a model's units hear, as the server sends it. */
import assert from "node:assert/strict";
import { referenceKernels } from "../../core/kernels.ts";
import { modelContents } from "../../core/model/file.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { trainModel } from "../../core/model/train.ts";
import { writeModelFile } from "../../formats/model_file.ts";
import { addModelFile } from "../../jobs/add_model.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { tone } from "../browser/pages.ts";
import { openServer, type TestingServer } from "./testing.ts";

async function addModel({ workspace }: TestingServer, parts: Partial<Recipe> = {}): Promise<string> {
  const model = trainModel(songs(4, 1), { ...TINY_RECIPE, ...parts }, 1, referenceKernels);
  const bytes = writeModelFile(modelContents({ ...model, id: `<b>${parts.name ?? "tiny"}</b>` }));
  return (await addModelFile(workspace, workspace.scope, { bytes, parentId: null })).id;
}

Deno.test("the page shows the most influential units and all on request, without JavaScript", async () => {
  await using server = await openServer();
  const id = await addModel(server, { dbn: { ...TINY_RECIPE.dbn, layers: [9, 5] } });
  const read = async (path: string) => (await server.fetch(path)).text();
  const first = await read(`/models/${id}`), all = await read(`/models/${id}?units=all`);
  const figures = (html: string) => html.match(/<figure class="unit"><svg [^>]*role="img"/g)?.length;
  assert.deepEqual([figures(first), figures(all)], [12, 14]);
  assert.ok(first.includes(`href="/models/${id}?units=all"`) && !all.includes("?units=all"));
  assert.ok(!first.includes("<script") && !first.includes("<b>tiny</b>"), "names are text");
  assert.ok(first.includes("The 12 most influential of 14") && all.includes("All 14"));
});

Deno.test("a model without a network says so, and one that is not there is 404", async () => {
  await using server = await openServer();
  const id = await addModel(server, { name: "deaf", hearing: { descriptors: true, network: "none" } });
  assert.match(await (await server.fetch(`/models/${id}`)).text(), /has no network/);
  const gone = await server.fetch("/models/00000000-0000-7000-8000-000000000000");
  assert.equal(gone.status, 404);
  await gone.body?.cancel();
});

Deno.test("what was worked out is kept, and what failed is tried again", async () => {
  await using server = await openServer();
  const id = await addModel(server), { compute } = server.workspace, explain = compute.explain;
  let asked = 0;
  compute.explain = (...request) => ++asked === 1 ? Promise.reject(new Error("busy")) : explain(...request);
  const status = async () => {
    const answer = await server.fetch(`/models/${id}`);
    await answer.body?.cancel();
    return answer.status;
  };
  assert.deepEqual([await status(), await status(), await status(), asked], [500, 200, 200, 2]);
});

Deno.test("the map of a second is explained as a figure that runs nothing", async () => {
  await using server = await openServer();
  const model = await addModel(server), [{ track }] = await server.upload({ "<i>tone.wav": tone(4) });
  await server.settled();
  const path = `/api/tracks/${track.id}/attribution?model=${model}&second=`;
  const answer = await server.fetch(`${path}2`), svg = await answer.text();
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/svg+xml"]);
  assert.match(answer.headers.get("content-security-policy") ?? "", /sandbox/);
  assert.ok(svg.startsWith("<svg ") && svg.includes("at 0:02") && !svg.includes("<i>") && !svg.includes("NaN"));
  const beyond = await server.json<{ error: { message: string } }>(`${path}4`, { status: 400 });
  assert.match(
    beyond.error.message,
    /the time must be ≥ 0 and below 4 s, current value is 4 s \(is this beyond the end\?\)$/,
  );
  await server.json(`${path}-1`, { status: 400 });
  await server.json(path.replace(track.id, "00000000-0000-7000-8000-000000000000") + "1", { status: 404 });
});

Deno.test("who leaves while a map is explained ends the work, and gets no error of ours", async () => {
  await using server = await openServer();
  const model = await addModel(server), [{ track }] = await server.upload({ "tone.wav": tone(4) });
  await server.settled();
  const { compute } = server.workspace, visitor = new AbortController();
  compute.explain = (_, { signal } = {}) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal!.addEventListener("abort", () => reject(signal!.reason));
    visitor.abort();
    return promise;
  };
  const path = `/api/tracks/${track.id}/attribution?model=${model}&second=1`;
  const answer = await server.fetch(path, { signal: visitor.signal });
  assert.deepEqual([answer.status, await answer.text()], [499, ""]);
});
