/** The audio worklet of the player, outside of an audio thread. */
import assert from "node:assert/strict";

interface Report {
  run: number;
  began: number[];
  queued: number;
  starved: boolean;
}

interface Processor {
  process(inputs: [], outputs: Float32Array[][]): boolean;
  port: { onmessage(event: { data: unknown }): void; postMessage(report: Report): void };
}

const source = await Deno.readTextFile(new URL("../static/player-worklet.js", import.meta.url));
const QUANTUM = 128;

function openWorklet() {
  const reports: Report[] = [], clock = { frame: 0 };
  let Made!: new () => Processor;
  const Base = class {
    port = { postMessage: (report: Report) => void reports.push({ ...report, began: [...report.began] }) };
  };
  new Function("AudioWorkletProcessor", "registerProcessor", "clock", source.replaceAll("currentFrame", "clock.frame"))(
    Base,
    (_name: string, made: typeof Made) => Made = made,
    clock,
  );
  const worklet = new Made(), send = (data: unknown) => worklet.port.onmessage({ data });
  return {
    reports,
    send,
    /** @param values of a mono chunk */
    chunk: (run: number, values: number[]) => send({ kind: "chunk", run, channels: [Float32Array.from(values)] }),
    /** The next quantum of what comes out, on two channels. */
    play() {
      const output = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
      assert.equal(worklet.process([], [output]), true);
      assert.deepEqual(output[0], output[1], "mono comes out on both");
      clock.frame += QUANTUM;
      return [...output[0]];
    },
  };
}

const ones = (length: number) => new Array(length).fill(1);
const ramp = Array.from({ length: 64 }, (_, i) => (i + 1) / 64);

Deno.test("chunks follow each other without a gap, and it is told at which frame each began", () => {
  const { send, chunk, play, reports } = openWorklet();
  play();
  send({ kind: "begin", run: 1 });
  chunk(1, ones(100));
  chunk(1, new Array(200).fill(0.5));
  assert.deepEqual(play(), [...ramp, ...ones(36), ...new Array(28).fill(0.5)]);
  assert.deepEqual(play(), new Array(128).fill(0.5));
  assert.deepEqual(reports.flatMap(({ began }) => began), [128, 228]);
  assert.equal(reports.at(-1)!.queued, 172);
});

Deno.test("where there is nothing it is silent, says so, and goes on with the next", () => {
  const { send, chunk, play, reports } = openWorklet();
  send({ kind: "begin", run: 1 });
  chunk(1, ones(100));
  assert.deepEqual(play().slice(64), [...ones(36), ...new Array(28).fill(0)]);
  assert.deepEqual([reports.at(-1)!.starved, reports.at(-1)!.queued], [true, 0]);
  assert.deepEqual(play(), new Array(128).fill(0));
  chunk(1, ones(200));
  assert.deepEqual(play(), [...ramp, ...ones(64)], "it fades in again");
  assert.deepEqual([reports.at(-1)!.starved, reports.at(-1)!.began], [false, [256]]);
});

Deno.test("what is cut off fades out while the new fades in; chunks of what is over are not played", () => {
  const { send, chunk, play, reports } = openWorklet();
  send({ kind: "begin", run: 1 });
  chunk(1, ones(1000));
  play();
  send({ kind: "begin", run: 2 });
  chunk(1, ones(1000));
  chunk(2, ones(1000));
  const crossed = play();
  // Fading out and in by as much, the same goes on as it was.
  for (const value of crossed) assert.ok(Math.abs(value - 1) < 1e-6, `${crossed}`);
  assert.deepEqual([reports.at(-1)!.run, reports.at(-1)!.began], [2, [128]]);
  send({ kind: "stop" });
  assert.deepEqual(play().slice(63), new Array(65).fill(0));
  assert.deepEqual(play(), new Array(128).fill(0));
});

Deno.test("what is cut off close to the end of its chunk fades out over the next one, no louder than it was", () => {
  const { send, chunk, play } = openWorklet(), fall = ramp.map((share) => 1 - share);
  const near = (found: number[], expected: number[]) =>
    expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-6, `${i}: ${found[i]}, not ${value}`));
  send({ kind: "begin", run: 1 });
  chunk(1, ones(133));
  chunk(1, ones(20));
  chunk(1, ones(1000));
  play();
  send({ kind: "stop" });
  near(play(), [...fall, ...new Array(64).fill(0)]);
  send({ kind: "begin", run: 2 });
  chunk(2, ones(40));
  play();
  chunk(2, ones(1000));
  send({ kind: "begin", run: 3 });
  near(play(), new Array(128).fill(0));
});
