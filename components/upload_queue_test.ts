import assert from "node:assert/strict";
import { createUploadQueue } from "./upload_queue.ts";

const files = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ file: new File(["x"], "x"), name: `${i}.wav` }));
const settled = () => new Promise((done) => setTimeout(done));

Deno.test("no more than a few are sent at once, and all are sent, in order", async () => {
  const order: string[] = [], finish: (() => void)[] = [];
  const queue = createUploadQueue({
    atOnce: 3,
    send: (file) => (order.push(file.name), new Promise<void>((done) => finish.push(done))),
  });
  queue.add(files(5));
  assert.deepEqual(queue.counts.value, { waiting: 2, sending: 3, done: 0, failed: 0 });
  while (finish.length > 0) {
    finish.shift()!();
    await settled();
    assert.ok(queue.counts.value.sending <= 3);
  }
  assert.deepEqual(order, ["0.wav", "1.wav", "2.wav", "3.wav", "4.wav"]);
  assert.deepEqual(queue.counts.value, { waiting: 0, sending: 0, done: 5, failed: 0 });
});

Deno.test("a failed file says why, stops no other, and can be tried again", async () => {
  let broken = true;
  const queue = createUploadQueue({
    atOnce: 1,
    send: (file) => broken && file.name === "0.wav" ? Promise.reject(new Error("disk full")) : Promise.resolve(),
  });
  queue.add(files(2));
  await settled();
  const [first] = queue.uploads.value;
  assert.equal(first.message.value, "disk full");
  assert.deepEqual(queue.counts.value, { waiting: 0, sending: 0, done: 1, failed: 1 });
  broken = false;
  queue.retry(first);
  await settled();
  assert.equal(first.message.value, "");
  assert.deepEqual(queue.counts.value, { waiting: 0, sending: 0, done: 2, failed: 0 });
});

Deno.test("clearing forgets what is finished and keeps what is not", async () => {
  const queue = createUploadQueue({
    atOnce: 2,
    send: (file) => file.name === "0.wav" ? Promise.resolve() : new Promise<void>(() => {}),
  });
  queue.add(files(4));
  await settled();
  queue.clear();
  assert.deepEqual(queue.uploads.value.map(({ name }) => name), ["1.wav", "2.wav", "3.wav"]);
  assert.deepEqual(queue.counts.value, { waiting: 1, sending: 2, done: 0, failed: 0 });
});
