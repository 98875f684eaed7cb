/** The timeline as the track page reads it. */
import assert from "node:assert/strict";
import { columnsToTimeline } from "../../core/emotion/timeline_columns.ts";
import { readTimelineJson } from "../../formats/timeline_json.ts";
import { openServer, type TestingServer } from "./testing.ts";

const columnFiles = async (dataDir: string) =>
  (await Array.fromAsync(Deno.readDir(`${dataDir}/columns`))).map(({ name }) => `${dataDir}/columns/${name}`);

/** The folder of the server's data. */
const dataOf = ({ workspace: { blobs } }: TestingServer) => blobs.temporaryPath().replace(/\/blobs\/.*$/, "");

Deno.test("columns hold the numbers of the stored timeline, and are asked for again by their hash", async () => {
  await using server = await openServer();
  const { id } = await server.analyzedTrack(), url = `/api/tracks/${id}/timeline`;
  const stored = readTimelineJson(await (await server.fetch(url)).text());
  const response = await server.fetch(`${url}/columns`), etag = response.headers.get("etag")!;
  assert.deepEqual(columnsToTimeline(await response.arrayBuffer()), stored);
  assert.equal(response.headers.get("cache-control"), "private, no-cache");
  const again = await server.fetch(`${url}/columns`, { headers: { "if-none-match": etag } });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
});

Deno.test("an analysis makes them; a timeline of before there were any gets the same ones when it is looked at", async () => {
  await using server = await openServer();
  const { id } = await server.analyzedTrack(), url = `/api/tracks/${id}/timeline/columns`;
  const [path, ...more] = await columnFiles(dataOf(server));
  assert.equal(more.length, 0);
  const made = await Deno.readFile(path);
  await Deno.remove(path);
  const answers = await Promise.all([server.fetch(url), server.fetch(url)]);
  for (const answer of answers) assert.deepEqual(await answer.bytes(), made);
  assert.deepEqual(await Deno.readFile(path), made);
});

Deno.test("what is not there is told as for the timeline itself", async () => {
  await using server = await openServer();
  const { id } = await server.analyzedTrack(), unknownId = crypto.randomUUID();
  const message = async (path: string) => {
    const response = await server.fetch(path);
    return [response.status, (await response.json()).error.message];
  };
  assert.deepEqual(await message(`/api/tracks/${unknownId}/timeline/columns`), [
    404,
    "Cannot show a timeline in columns: there must be one of this id in the project",
  ]);
  assert.deepEqual(await message(`/api/tracks/${id}/timeline/columns?model=${unknownId}`), [
    404,
    "Cannot show a timeline: the track must have been analysed with this model (see its jobs)",
  ]);
});
