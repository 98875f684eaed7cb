/** Figures of tracks and models, as the server sends them. */
import assert from "node:assert/strict";
import { CELL_COUNT } from "../../core/emotion/grid.ts";
import { referenceKernels } from "../../core/kernels.ts";
import { expectedNext } from "../../core/model/expectation.ts";
import { modelContents } from "../../core/model/file.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { trainModel } from "../../core/model/train.ts";
import { writeModelFile } from "../../formats/model_file.ts";
import { addModelFile } from "../../jobs/add_model.ts";
import type { ModelsView } from "../../protocol/api.ts";
import { openServer } from "./testing.ts";

Deno.test("maps are drawn of the seconds asked for, as they are or corrected, and run nothing", async () => {
  await using server = await openServer();
  const track = await server.analyzedTrack("<i>song.wav"), path = `/api/tracks/${track.id}/figure`;
  const read = async (query: string) => {
    const answer = await server.fetch(path + query);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/svg+xml"]);
    assert.match(answer.headers.get("content-security-policy") ?? "", /sandbox/);
    return await answer.text();
  };
  const times = (svg: string) => [...svg.matchAll(/>(0:\d\d)<\/text>/g)].map(([, time]) => time);
  const all = await read("");
  assert.ok(all.startsWith("<svg ") && !all.includes("<i>"));
  assert.equal(times(all).length, 8);
  assert.deepEqual(times(await read("?from=2&to=5")), ["0:02", "0:03", "0:04"]);
  assert.deepEqual(times(await read("?from=0.5&maps=2")), ["0:01", "0:07"]);
  const move = { kind: "move", timeSeconds: 2, durationSeconds: 1, value: { valence: 0.5, arousal: 0.5 } };
  await server.post(`/api/tracks/${track.id}/corrections`, move, 201);
  const corrected = await read("?from=2&to=3&corrected=1");
  assert.ok(corrected.includes("0:02: mean arousal +0.50, valence +0.50."));
  assert.notEqual(await read("?from=2&to=3"), corrected);
  const refused = await server.json<{ error: { message: string } }>(`${path}?from=9`, { status: 400 });
  assert.match(refused.error.message, /^Cannot draw maps: a step must begin in the range/);
  for (const query of ["?maps=0", "?maps=201", "?from=-1", "?to=x", "?odd=1"]) {
    await server.json(path + query, { status: 400 });
  }
});

Deno.test("where the emotion goes next is told as [121, 121] floats, and as nothing by a model without transitions", async () => {
  await using server = await openServer();
  const { workspace } = server, model = trainModel(songs(4, 1), TINY_RECIPE, 1, referenceKernels);
  const bytes = writeModelFile(modelContents({ ...model, id: "moving" }));
  const { id } = await addModelFile(workspace, workspace.scope, { bytes, parentId: null });
  const answer = await server.fetch(`/api/models/${id}/expectation`);
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "application/octet-stream"]);
  const next = new Float32Array(await answer.arrayBuffer()), expected = expectedNext(model, referenceKernels)!;
  assert.equal(next.length, CELL_COUNT ** 2);
  // The parameters are in the file in single precision.
  next.forEach((p, i) => assert.ok(Math.abs(p - expected[i]) < 1e-5));
  const { models } = await server.json<ModelsView>("/api/models");
  const still = models.find(({ name }) => name === "testing-1")!;
  const none = await server.fetch(`/api/models/${still.id}/expectation`);
  assert.deepEqual([none.status, await none.text()], [204, ""]);
});
