/** The audio worklet of the page that listens, outside of an audio thread. */
import assert from "node:assert/strict";
import type { LiveBlock } from "../components/live_messages.ts";

interface Tap {
  process(inputs: Float32Array[][]): boolean;
  port: { onmessage(event: { data: unknown }): void };
}

const source = await Deno.readTextFile(new URL("../static/live-worklet.js", import.meta.url));

/** A tap, and what it has sent. `play` runs it for one quantum that begins at a frame. */
function openTap(blockFrames: number) {
  const sent: LiveBlock[] = [], clock = { frame: 0 };
  let Tap!: new (options: unknown) => Tap;
  const Base = class {
    port = {};
  };
  new Function("AudioWorkletProcessor", "registerProcessor", "clock", source.replaceAll("currentFrame", "clock.frame"))(
    Base,
    (_name: string, made: typeof Tap) => Tap = made,
    clock,
  );
  const tap = new Tap({ processorOptions: { blockFrames } });
  const connect = () => tap.port.onmessage({ data: { postMessage: (block: LiveBlock) => sent.push(block) } });
  const play = (frame: number, channels: number[][]) => {
    clock.frame = frame;
    assert.equal(tap.process([channels.map((channel) => Float32Array.from(channel))]), true);
  };
  return { sent, connect, play };
}

const listed = (blocks: LiveBlock[]) => blocks.map(({ samples, firstFrame }) => [firstFrame, ...samples]);

Deno.test("blocks are the mean of the channels, each with the frame it begins at", () => {
  const { sent, connect, play } = openTap(4);
  play(0, [[9, 9]]); // nobody listens yet
  connect();
  play(2, [[1, 2], [3, 6]]);
  play(4, [[5, 6]]);
  play(6, [[7, 8]]);
  assert.deepEqual(listed(sent), [[2, 2, 4, 5, 6]]);
  play(8, [[9, 10]]);
  assert.deepEqual(listed(sent)[1], [6, 7, 8, 9, 10]);
});

Deno.test("a gap in what is heard never lies within a block, and no channels are no silence", () => {
  const { sent, connect, play } = openTap(4);
  connect();
  play(0, [[1, 2]]);
  play(2, []);
  play(4, [[5, 6]]);
  play(6, [[7, 8]]);
  assert.deepEqual(listed(sent), [[0, 1, 2], [4, 5, 6, 7, 8]]);
});
