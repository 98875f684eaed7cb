/** Tiles and samples of tracks, as the track page asks for them. */
import assert from "node:assert/strict";
import { decodeAll, fixture, fixturePath, wavBytes } from "../../audio/testing.ts";
import { separate } from "../../core/media/pcm16.ts";
import type { PcmView, TilesView, TrackView } from "../../protocol/api.ts";
import { openServer, type TestingServer } from "./testing.ts";

async function addTrack(server: TestingServer, name: string, bytes: BlobPart): Promise<TrackView> {
  const [{ track }] = await server.upload({ [name]: bytes });
  await server.settled();
  return track;
}

const fixtureBytes = (name: string) => new Uint8Array(fixture(name));
const message = async (response: Response) => [response.status, (await response.json()).error.message];
const int16 = async (response: Response) => new Int16Array(await response.arrayBuffer());

async function readyTiles(server: TestingServer, id: string) {
  const tiles = await server.json<TilesView>(`/api/tracks/${id}/tiles`);
  assert.ok(tiles.state === "ready");
  return tiles;
}

async function readyPcm(server: TestingServer, id: string): Promise<PcmView> {
  for (;;) {
    const info = await server.json<PcmView>(`/api/tracks/${id}/pcm`);
    if (info.state === "ready") return info;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Removes what an analysis drew, as for a track of an earlier version. */
async function forgetTiles({ workspace: { db } }: TestingServer): Promise<void> {
  await db.updateTable("tracks").set({ tilesSha256: null }).execute();
}

Deno.test("tiles put together are the whole track at every level", async () => {
  await using server = await openServer();
  const sampleRate = 8000, seconds = 9;
  const samples = Float32Array.from(
    { length: seconds * sampleRate },
    (_, n) => n / (seconds * sampleRate) * Math.sin(n),
  );
  const { id } = await addTrack(server, "ramp.wav", wavBytes(samples, { sampleRate }));
  const tiles = await readyTiles(server, id);
  assert.equal(tiles.durationSeconds, seconds);
  for (const kind of ["waveform", "spectrogram"] as const) {
    const { width, levels } = tiles[kind];
    for (const [level, { columns, tiles: count, secondsPerColumn }] of levels.entries()) {
      let bytes = 0;
      for (let index = 0; index < count; index++) {
        const response = await server.fetch(`/api/tracks/${id}/tiles/${kind}/${level}/${index}?v=${tiles.sha256}`);
        assert.equal(response.status, 200);
        bytes += (await response.arrayBuffer()).byteLength;
      }
      assert.equal(bytes, columns * width);
      assert.ok(Math.abs(columns * secondsPerColumn - seconds) <= secondsPerColumn, `${kind} ${level}`);
    }
    assert.equal(levels.at(-1)!.tiles, 1);
  }
  // The ramp's last bucket is its loudest: the outline is in its place.
  const last = await server.fetch(`/api/tracks/${id}/tiles/waveform/0/${tiles.waveform.levels[0].tiles - 1}`);
  const outline = new Int8Array(await last.arrayBuffer());
  assert.ok(outline.at(-1)! > 110 && outline.at(-2)! < -110, `${outline.slice(-2)}`);
});

Deno.test("a tile asked for by the tiles' hash is kept for good, one asked for without is asked for again", async () => {
  await using server = await openServer();
  const { id } = await addTrack(server, "tone.mp3", fixtureBytes("tone.mp3")),
    { sha256 } = await readyTiles(server, id);
  const path = `/api/tracks/${id}/tiles/spectrogram/0/0`, response = await server.fetch(`${path}?v=${sha256}`);
  await response.arrayBuffer();
  assert.equal(response.headers.get("cache-control"), "private, max-age=31536000, immutable");
  const plain = await server.fetch(path), etag = plain.headers.get("etag")!;
  await plain.arrayBuffer();
  assert.equal(plain.headers.get("cache-control"), "private, no-cache");
  assert.equal((await server.fetch(path, { headers: { "if-none-match": etag } })).status, 304);
  const reason = "Cannot show a tile: the track must have these tiles (ask for the list of its tiles)";
  assert.deepEqual(await message(await server.fetch(`${path}?v=${"0".repeat(64)}`)), [404, reason]);
  for (const tile of ["spectrogram/0/99", "spectrogram/50/0"]) {
    const missing = await server.fetch(`/api/tracks/${id}/tiles/${tile}`);
    assert.deepEqual(await message(missing), [404, "Cannot show a tile: the track must be as long"]);
  }
  for (const tile of ["oscillogram/0/0", "waveform/-1/0", "waveform/0/x", "waveform/0/99999999"]) {
    assert.equal((await server.fetch(`/api/tracks/${id}/tiles/${tile}`)).status, 404, tile);
  }
});

Deno.test("a track that was analysed before there were tiles gets the same ones when they are asked for, once", async () => {
  await using server = await openServer();
  const { id } = await addTrack(server, "tone.ogg", fixtureBytes("tone.ogg")), before = await readyTiles(server, id);
  await forgetTiles(server);
  const { compute } = server.workspace, { drawTiles } = compute;
  let drawn = 0;
  compute.drawTiles = (...call) => (drawn++, drawTiles(...call));
  const [first, second] = await Promise.all([readyTiles(server, id), readyTiles(server, id)]);
  assert.deepEqual([first, second, drawn], [before, before, 1]);
});

Deno.test("tiles of what is no audio say so by the name that the user knows", async () => {
  await using server = await openServer();
  const { id } = await addTrack(server, "novel.wav", "It was a dark and stormy night");
  await forgetTiles(server);
  const [status, text] = await message(await server.fetch(`/api/tracks/${id}/tiles`));
  assert.deepEqual([status, /^Cannot decode novel\.wav: /.test(text)], [422, true], text);
  const pcm = await message(await server.fetch(`/api/tracks/${id}/pcm`));
  assert.deepEqual(pcm, [422, text]);
});

Deno.test("the samples of a compressed file are those that its analysis heard, one for one", async () => {
  await using server = await openServer();
  for (const name of ["tone.mp3", "tone.flac", "tone.opus", "tone-mono.mp3"]) {
    const { id } = await addTrack(server, name, fixtureBytes(name)), mono = await decodeAll(fixturePath(name));
    const { samples, channels, sampleRate } = await readyPcm(server, id);
    assert.equal(samples, mono.length, name);
    assert.equal(sampleRate, name === "tone.opus" ? 48000 : 44100);
    const parts: Int16Array[] = [];
    for (let from = 0; from < samples; from += 30_000) {
      parts.push(await int16(await server.fetch(`/api/tracks/${id}/pcm/samples?from=${from}&count=30000`)));
    }
    const planes = separate(Int16Array.from(parts.flatMap((part) => [...part])), channels);
    assert.equal(planes[0].length, mono.length);
    // Each channel is rounded to 16 bits.
    for (let n = 0; n < mono.length; n++) {
      const mean = planes.reduce((sum, plane) => sum + plane[n], 0) / channels;
      if (Math.abs(mean - mono[n]) > 1 / 65536 + 1e-7) assert.fail(`${name}, sample ${n}: ${mean}, not ${mono[n]}`);
    }
  }
});

Deno.test("a wav file is read in place: nothing is decoded, 16-bit samples stay as they are but for a step", async () => {
  await using server = await openServer();
  server.workspace.compute.decodePcm = () => Promise.reject(new Error("not to be asked"));
  const integers = Int16Array.from({ length: 40_000 }, (_, n) => (n * 7919) % 65536 - 32768);
  const bytes = wavBytes(Float32Array.from(integers, (x) => x / 32768), { sampleRate: 8000, channels: 2 });
  const { id } = await addTrack(server, "noise.wav", bytes);
  const info = { sampleRate: 8000, channels: 2, samples: 20_000, available: 20_000, state: "ready" };
  assert.deepEqual(await server.json<PcmView>(`/api/tracks/${id}/pcm`), info);
  const read = (query: string) => server.fetch(`/api/tracks/${id}/pcm/samples?${query}`);
  for (
    const [query, expected] of [["from=1001&count=5000", integers.slice(2002, 12_002)], [
      "from=19990&count=5000",
      integers.slice(39_980),
    ]] as const
  ) {
    const found = await int16(await read(query));
    assert.equal(found.length, expected.length);
    // Its decoder divides what is above 0 by 32,767.
    found.forEach((value, n) => assert.ok(value - expected[n] === 0 || value - expected[n] === 1, `${query} ${n}`));
  }
  assert.deepEqual(await message(await read("from=20000&count=1")), [
    416,
    "Cannot play samples: query.from must be below the track's 20000 samples",
  ]);
  for (const query of ["from=0&count=0", "from=0&count=600000", "from=-1&count=5", "count=5"]) {
    assert.equal((await read(query)).status, 400, query);
  }
});

Deno.test("tiles whose file is gone are 404 until the list has had them made again; those that a page has are not replaced", async () => {
  await using server = await openServer();
  const { id } = await addTrack(server, "tone.mp3", fixtureBytes("tone.mp3")), { db, blobs } = server.workspace;
  const before = await readyTiles(server, id), tile = `/api/tracks/${id}/tiles/waveform/0/0?v=${before.sha256}`;
  const status = async () => {
    const response = await server.fetch(tile);
    await response.arrayBuffer();
    return response.status;
  };
  for (const damage of [() => Deno.remove(blobs.path(before.sha256)), () => Deno.truncate(blobs.path(before.sha256))]) {
    await damage();
    assert.deepEqual(await readyTiles(server, id), before);
    assert.equal(await status(), 200);
  }
  await Deno.remove(blobs.path(before.sha256));
  assert.equal(await status(), 404);
  // Another decoder's are drawn while an analysis is at it: the first to be stored stay.
  await forgetTiles(server);
  const { compute } = server.workspace, { drawTiles } = compute;
  compute.drawTiles = async (...call) => {
    await drawTiles(...call);
    await db.updateTable("tracks").set({ tilesSha256: "e".repeat(64) }).execute();
  };
  await server.fetch(`/api/tracks/${id}/tiles`).then((response) => response.body?.cancel());
  const { tilesSha256 } = await db.selectFrom("tracks").select("tilesSha256").executeTakeFirstOrThrow();
  assert.equal(tilesSha256, "e".repeat(64));
});

Deno.test("samples of which nothing is decoded yet are asked for again later, information about them too", async () => {
  await using server = await openServer();
  const { id } = await addTrack(server, "tone.mp3", fixtureBytes("tone.mp3"));
  Object.assign(server.workspace.pcm, { info: () => Promise.resolve(null), read: () => Promise.resolve(null) });
  for (const path of ["pcm", "pcm/samples?from=0&count=1"]) {
    const response = await server.fetch(`/api/tracks/${id}/${path}`);
    assert.equal(response.headers.get("retry-after"), "1");
    const reason = "Cannot play samples: they must have been decoded, current value is nothing";
    assert.deepEqual(await message(response), [503, reason]);
  }
});
