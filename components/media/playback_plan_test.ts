import assert from "node:assert/strict";
import { createStretcher } from "../../core/signal/time_stretch.ts";
import { type Chunk, createPlaybackPlan, grainAt, type PlanOptions } from "./playback_plan.ts";

/** A track whose samples are their numbers. */
const count = (from: number, length: number) => [Float32Array.from({ length }, (_, n) => from + n)];

const WHOLE: PlanOptions = {
  from: 0,
  rate: 1,
  end: 100_000,
  loop: null,
  sampleRate: 44100,
  read: count,
  stretcher: () => createStretcher,
};

function all(options: Partial<PlanOptions>, mostFrames = Infinity): Chunk[] {
  const plan = createPlaybackPlan({ ...WHOLE, ...options });
  const chunks: Chunk[] = [];
  for (let frames = 0; frames < mostFrames;) {
    const chunk = plan.next();
    if (chunk === "over") break;
    assert.ok(chunk);
    chunks.push(chunk);
    frames += chunk.channels[0].length;
  }
  return chunks;
}

const heard = (chunks: Chunk[]) => chunks.flatMap(({ channels: [samples] }) => [...samples]);
/** Where each chunk begins is where the one before it ended. */
function assertGapless(chunks: Chunk[]): void {
  for (const [i, { source, step, channels: [{ length }] }] of chunks.slice(0, -1).entries()) {
    assert.ok(Math.abs(source + length * step - chunks[i + 1].source) < 1, `chunk ${i}`);
  }
}

Deno.test("at its own speed every sample comes once, and says which it is", () => {
  const chunks = all({ from: 10, end: 9000 });
  assert.deepEqual(heard(chunks), [...count(10, 8990)[0]]);
  for (const { channels: [samples], source, step } of chunks) assert.deepEqual([samples[0], step], [source, 1]);
  assert.deepEqual(all({ from: 9000, end: 9000 }), []);
});

Deno.test("a loop goes from its last sample to its first, once the place is in it", () => {
  const loop = { start: 5000, end: 5003 };
  assert.deepEqual(heard(all({ from: 4999, loop }, 10)).slice(0, 10), [
    4999,
    5000,
    5001,
    5002,
    5000,
    5001,
    5002,
    5000,
    5001,
    5002,
  ]);
  assert.equal(heard(all({ from: 6000, end: 6100, loop })).length, 100, "behind it, it plays to the end");
  assert.deepEqual(heard(all({ from: 5, end: 9, loop: { start: 7, end: 7 } })), [5, 6, 7, 8], "an empty one is none");
});

Deno.test("faster, slower and backwards, the places go on at the rate, to the end or the start", () => {
  for (const rate of [0.5, 0.75, 1.25, 1.5, 2, 4, -1, -2]) {
    const from = rate > 0 ? 1000 : 60_000, end = 61_000, chunks = all({ from, end, rate });
    assertGapless(chunks);
    const frames = heard(chunks).length, way = rate > 0 ? end - from : from;
    assert.ok(Math.abs(frames - way / Math.abs(rate)) < 2, `${rate}: ${frames} frames`);
    assert.ok(chunks.every(({ step }) => step === rate));
  }
});

Deno.test("a loop at another speed begins again, too", () => {
  const loop = { start: 20_000, end: 30_000 };
  for (const rate of [0.5, -1]) {
    const places = all({ from: 25_000, rate, loop }, 60_000).map(({ source }) => source);
    assert.ok(places.every((place) => place >= loop.start && place <= loop.end));
    assert.ok(places.filter((place) => place === (rate > 0 ? loop.start : loop.end)).length >= 2, `${rate}`);
  }
});

Deno.test("what is not there yet is asked for again, and nothing is left out", () => {
  let asked = 0;
  const read = (from: number, length: number) => asked++ % 2 === 0 ? null : count(from, length);
  const plan = createPlaybackPlan({ ...WHOLE, end: 5000, read });
  assert.equal(plan.next(), null);
  const chunk = plan.next();
  assert.ok(chunk && chunk !== "over");
  assert.equal(chunk.source, 0);
});

Deno.test("while the code for other speeds is not there, nothing is played and nothing is left out", () => {
  let isHere = false;
  const plan = createPlaybackPlan({ ...WHOLE, rate: 0.5, stretcher: () => isHere ? createStretcher : null });
  assert.equal(plan.next(), null);
  isHere = true;
  const chunk = plan.next();
  assert.ok(chunk && chunk !== "over");
  assert.deepEqual([chunk.source, chunk.step], [0, 0.5]);
});

Deno.test("a grain lies around its sample, and rises from silence and falls to it", () => {
  const grain = grainAt(10_000.4, { sampleRate: 1000, read: () => [new Float32Array(80).fill(1)] })!;
  assert.deepEqual([grain.step, grain.channels[0].length, grain.channels[0][0], grain.channels[0][40]], [0, 80, 0, 1]);
  assert.equal(grainAt(0, { sampleRate: 1000, read: () => null }), null);
});
