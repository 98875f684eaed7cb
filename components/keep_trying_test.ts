import assert from "node:assert/strict";
import { keepTrying, serverIsBack } from "./keep_trying.ts";

const soon = () => new Promise((done) => setTimeout(done));

/** Fails so many times. */
function failing(times: number) {
  const made = {
    tries: 0,
    async attempt() {
      await soon();
      if (++made.tries <= times) throw new Error("unreachable");
    },
  };
  return made;
}

Deno.test("what fails is tried again as soon as the server answers or the browser is online; the first failure is told", async () => {
  const made = failing(2), failures: number[] = [];
  const done = keepTrying(made.attempt, { onFailure: () => failures.push(made.tries) });
  while (failures.length === 0) await soon();
  await soon();
  assert.equal(made.tries, 1, "it waits");
  serverIsBack();
  while (made.tries < 2) await soon();
  await soon();
  dispatchEvent(new Event("online"));
  await done;
  assert.deepEqual([made.tries, failures], [3, [1]]);
});

Deno.test("what is not wanted any more is not tried again", async () => {
  const made = failing(10);
  let isWanted = true;
  const done = keepTrying(made.attempt, { isWanted: () => isWanted, onFailure: () => isWanted = false });
  while (isWanted) await soon();
  await soon();
  serverIsBack();
  await done;
  assert.equal(made.tries, 1);
});
