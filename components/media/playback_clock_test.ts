import assert from "node:assert/strict";
import { createPlaybackClock } from "./playback_clock.ts";

const piece = (source: number, { frames = 100, step = 1 } = {}) => ({ frames, source, step });

Deno.test("pieces follow each other before the audio thread tells, and lie where it says when it does", () => {
  const clock = createPlaybackClock();
  assert.equal(clock.sampleAt(0), null);
  clock.handOver(piece(5000), 1000);
  clock.handOver(piece(5100), 1001);
  clock.handOver(piece(9000, { step: -2 }), 1002);
  assert.equal(clock.sampleAt(1050), null, "nobody knows when it begins");
  clock.began(1040);
  assert.equal(clock.sampleAt(1039), null);
  assert.deepEqual([1050, 1139, 1140, 1150, 1250].map(clock.sampleAt), [5010, 5099, 5100, 5110, 8980]);
  clock.began(1140);
  clock.began(1245);
  assert.deepEqual([1250, 1300].map(clock.sampleAt), [8990, 8890]);
  assert.deepEqual([clock.over(1344), clock.over(1345)], [false, true]);
});

Deno.test("where nothing came out the place is not lost, and what was handed over late begins late", () => {
  const clock = createPlaybackClock();
  clock.handOver(piece(0), 0);
  clock.began(10);
  assert.deepEqual([110, 300].map(clock.sampleAt), [100, 100]);
  clock.handOver(piece(100), 400);
  assert.deepEqual([399, 400, 420].map(clock.sampleAt), [100, 100, 120]);
  clock.began(430);
  assert.deepEqual([440, 530, 999].map(clock.sampleAt), [110, 200, 200]);
});

Deno.test("what is told late is told of the right piece", () => {
  const clock = createPlaybackClock();
  for (let i = 0; i < 5; i++) clock.handOver(piece(100 * i), 0);
  clock.began(7);
  assert.equal(clock.sampleAt(450), 443); // of the others nothing was told yet
  for (let i = 1; i < 5; i++) clock.began(7 + 100 * i);
  assert.equal(clock.sampleAt(457), 450);
});
