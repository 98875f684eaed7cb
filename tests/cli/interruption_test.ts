/** A batch that is killed or interrupted, as a real process: what is finished stays, and is not done again. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readTimelineJson } from "../../formats/timeline_json.ts";
import { openPlace, type Place } from "./run.ts";

const FILE_COUNT = 50;

/** Fifty files to analyse, 15 ms each, two at a time. */
function startBatch(place: Place): Deno.ChildProcess {
  const main = new URL("plain_main.ts", import.meta.url).href;
  const model = join(place.folder, "model.safetensors");
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, "15", model, "analyze", "music", "--out", "out", "--jobs", "2", "--json"],
    cwd: place.folder,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function openFifty(): Promise<Place> {
  const names = Array.from({ length: FILE_COUNT }, (_, i) => `music/${String(i).padStart(2, "0")}.mp3`);
  return await openPlace(Object.fromEntries(names.map((name, i) => [name, "x".repeat(i + 1)])));
}

async function timelines(place: Place): Promise<string[]> {
  return (await place.files()).filter((file) => file.endsWith(".moodline.json"));
}

async function waitForTimelines(place: Place, count: number): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if ((await timelines(place)).length >= count) return;
    await sleep(10);
  }
  throw new Error(`Cannot wait any longer: ${count} timelines must be there after 10 s`);
}

async function finish(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("kill -9 during a batch: every timeline there is whole, and the next run does only the rest", async () => {
  await using place = await openFifty();
  const killed = startBatch(place);
  await waitForTimelines(place, 10);
  killed.kill("SIGKILL");
  await killed.output();

  const kept = await timelines(place);
  assert.ok(kept.length >= 10 && kept.length < FILE_COUNT, `${kept.length} of ${FILE_COUNT} were finished`);
  const modified = new Map<string, number>();
  for (const file of kept) {
    readTimelineJson(await place.read(file));
    modified.set(file, (await Deno.stat(join(place.folder, file))).mtime!.getTime());
  }

  const { code, stdout } = await finish(startBatch(place));
  const { files, ...counts } = JSON.parse(stdout);
  assert.equal(code, 0);
  assert.deepEqual(counts, { written: FILE_COUNT - kept.length, unchanged: kept.length, failed: 0, stopped: false });
  assert.equal(files.length, FILE_COUNT);
  for (const [file, time] of modified) {
    assert.equal((await Deno.stat(join(place.folder, file))).mtime!.getTime(), time, `${file} was written again`);
  }
  const leftOver = (await place.files()).filter((file) => file.startsWith("out/") && !file.endsWith(".moodline.json"));
  assert.deepEqual(leftOver, []);
});

Deno.test("Ctrl-C stops a batch cleanly: exit code 1, valid JSON, nothing half-written, and the next run goes on", async () => {
  await using place = await openFifty();
  const interrupted = startBatch(place);
  await waitForTimelines(place, 5);
  interrupted.kill("SIGINT");
  const { code, stdout, stderr } = await finish(interrupted);
  const { files, ...counts } = JSON.parse(stdout);
  assert.deepEqual([code, counts.stopped, counts.failed], [1, true, 0]);
  assert.equal(files.length, counts.written);
  assert.match(stderr, /stopped with \d+ left \(the same command goes on from here\)/);
  assert.deepEqual((await timelines(place)).length, counts.written);
  assert.deepEqual((await place.files()).filter((file) => file.endsWith(".tmp")), []);

  const next = JSON.parse((await finish(startBatch(place))).stdout);
  assert.deepEqual([next.unchanged, next.written], [counts.written, FILE_COUNT - counts.written]);
});
