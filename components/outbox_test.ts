import assert from "node:assert/strict";
import { createOutbox, DAMAGED_KEY, type Letter, OUTBOX_KEY } from "./outbox.ts";
import { RequestError } from "./json_client.ts";

function memoryStorage() {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}

const path = "/api/tracks/t/corrections";
const move = (clientKey: string) => ({ kind: "move", clientKey });
const noWait = () => Promise.resolve();

Deno.test("a letter is in storage before it is sent and leaves it after", async () => {
  const storage = memoryStorage(), kept: string[] = [];
  const send = () => {
    kept.push(storage.getItem("moodline.outbox")!);
    return Promise.resolve({ id: "e1" });
  };
  const outbox = createOutbox({ storage, wait: noWait, send });
  outbox.post(path, move("k1"));
  await outbox.drain();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(JSON.parse(kept[0]), [{ path, body: move("k1") }]);
  assert.equal(storage.getItem("moodline.outbox"), "[]");
  assert.deepEqual(outbox.letters.value, []);
});

Deno.test("no answer: tried again with growing waits, in order, each once", async () => {
  const waits: number[] = [], stored: string[] = [];
  let failures = 7;
  const outbox = createOutbox({
    storage: memoryStorage(),
    wait: (ms) => Promise.resolve(void waits.push(ms)),
    send(letter: Letter) {
      if (failures-- > 0) return Promise.reject(new RequestError("offline", 0));
      stored.push(letter.body.clientKey);
      return Promise.resolve({ id: "e" });
    },
  });
  outbox.post(path, move("k1"));
  outbox.post(path, move("k2"));
  while (outbox.letters.value.length > 0) await new Promise((done) => setTimeout(done));
  assert.deepEqual(stored, ["k1", "k2"]);
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

Deno.test("a new page sends what an old one left", async () => {
  const storage = memoryStorage(), sent: Letter[] = [];
  const never = new Promise<{ id: string }>(() => {});
  createOutbox({ storage, wait: noWait, send: () => never }).post(path, move("k1"));
  const send = () => Promise.resolve({ id: "e1" });
  await createOutbox({ storage, wait: noWait, send, onSent: (letter) => sent.push(letter) }).drain();
  assert.deepEqual(sent.map((letter) => letter.body.clientKey), ["k1"]);
});

Deno.test("an undo made before its move was sent names the stored move when it is sent", async () => {
  const bodies: Letter["body"][] = [];
  const outbox = createOutbox({
    storage: memoryStorage(),
    wait: noWait,
    send: (letter) => Promise.resolve({ id: `stored-${bodies.push(letter.body)}` }),
  });
  outbox.post(path, move("k1"));
  outbox.post(path, { clientKey: "k2", target: "k1" });
  while (outbox.letters.value.length > 0) await new Promise((done) => setTimeout(done));
  assert.deepEqual(bodies[1], { clientKey: "k2", target: "stored-1" });
});

Deno.test("a refused letter stays with its reason, lets others pass, and goes when retried or discarded", async () => {
  let refusing = true;
  const stored: string[] = [];
  const outbox = createOutbox({
    storage: memoryStorage(),
    wait: noWait,
    send({ body }) {
      if (refusing && body.clientKey !== "k3") return Promise.reject(new RequestError("no such track", 404));
      stored.push(body.clientKey);
      return Promise.resolve({ id: "e" });
    },
  });
  for (const key of ["k1", "k2", "k3"]) outbox.post(path, move(key));
  while (!stored.includes("k3")) await new Promise((done) => setTimeout(done));
  assert.deepEqual(outbox.letters.value.map((l) => [l.body.clientKey, l.refusal]), [
    ["k1", "no such track"],
    ["k2", "no such track"],
  ]);
  refusing = false;
  outbox.retry("k2");
  while (outbox.letters.value.length > 1) await new Promise((done) => setTimeout(done));
  outbox.discard("k1");
  assert.deepEqual(stored, ["k3", "k2"]);
  assert.deepEqual(outbox.letters.value, []);
});

Deno.test("two windows wait with one letter: one sends it, and neither shows it any more", async () => {
  const storage = memoryStorage(), sent: string[] = [];
  let online = false, wake: (() => void)[] = [];
  const options = {
    storage,
    wait: () => new Promise<void>((resolve) => wake.push(resolve)),
    send({ body }: Letter) {
      if (!online) return Promise.reject(new RequestError("offline", 0));
      return Promise.resolve({ id: `e${sent.push(body.clientKey)}` });
    },
  };
  const soon = () => new Promise((done) => setTimeout(done));
  const first = createOutbox(options), second = createOutbox(options);
  first.post(path, move("k1"));
  second.drain();
  await soon();
  assert.equal(second.letters.value.length, 1);
  online = true;
  const [wakeFirst, wakeSecond] = wake;
  wake = [];
  wakeFirst();
  await soon();
  wakeSecond();
  await soon();
  assert.deepEqual([sent, first.letters.value, second.letters.value], [["k1"], [], []]);
});

Deno.test("letters that cannot be read are put aside, not thrown away, and new ones are sent", async () => {
  for (const damaged of ['[{"path":', '{"path":"x"}']) {
    const storage = memoryStorage(), sent: string[] = [];
    storage.setItem(OUTBOX_KEY, damaged);
    const send = ({ body }: Letter) => Promise.resolve({ id: `e${sent.push(body.clientKey)}` });
    const outbox = createOutbox({ storage, wait: noWait, send });
    outbox.post(path, move("k1"));
    await outbox.drain();
    await new Promise((done) => setTimeout(done));
    assert.deepEqual(sent, ["k1"]);
    assert.equal(storage.getItem(DAMAGED_KEY), damaged);
  }
});
