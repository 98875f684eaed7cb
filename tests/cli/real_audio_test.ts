/** `deno task moodline` itself, called from another folder, on real music with the default model. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import Ajv2020 from "ajv/dist/2020.js";
import { openAudio } from "../../audio/decode.ts";
import { createWav } from "../../audio/wav.ts";
import { readTimelineJson } from "../../formats/timeline_json.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const demo = (name: string) => join(root, "data/demo", name);
const flac = join(root, "tests/cli/fixtures/advanced-simulacra.flac");
const schema = JSON.parse(Deno.readTextFileSync(join(root, "static/schemas/timeline.schema.json")));
const matchesSchema = new Ajv2020.default({ strict: true, allowUnionTypes: true }).compile(schema);

async function run(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--config", join(root, "deno.json"), "moodline", ...args],
    cwd: folder,
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** A mono WAV of the first seconds of a file. */
async function writeWav(source: string, path: string, seconds: number): Promise<void> {
  const stream = await openAudio(source), wav = await createWav(path, stream.sampleRate);
  let left = Math.round(seconds * stream.sampleRate);
  for await (const samples of stream) {
    await wav.write(samples.subarray(0, left));
    left -= Math.min(left, samples.length);
    if (left === 0) break;
  }
  await wav.finish();
}

async function filesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("real music in five formats gives valid timelines, damaged files one clear error each, and the batch goes on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-real-" }), music = join(folder, "music");
  await Deno.mkdir(music);
  const put = (name: string, content: string | Uint8Array) =>
    Deno.writeFile(join(music, name), typeof content === "string" ? new TextEncoder().encode(content) : content);
  for (const name of ["hunting.mp3", "advanced-simulacra.ogg", "desert.opus"]) {
    await Deno.copyFile(demo(name), join(music, name));
  }
  await Deno.copyFile(flac, join(music, "simulacra.flac"));
  await writeWav(demo("awakening.mp3"), join(music, "awakening.wav"), 7.5);
  const noise = new Uint8Array(50_000).map((_, i) => Math.imul(i + 1, 2654435761) >>> 24);
  await put("garbage.ogg", noise);
  await put("empty.mp3", "");
  await put("text.mp3", "This is not music, but a text that was given a wrong name.\n".repeat(50));
  await put("truncated.flac", (await Deno.readFile(flac)).subarray(0, 40_000));
  await writeWav(demo("awakening.mp3"), join(music, "zero.wav"), 0);

  const { code, stdout, stderr } = await run(
    folder,
    "analyze",
    "music",
    "--out",
    "out",
    "--json",
    "--summary",
    "songs.csv",
  );
  const { files, ...counts } = JSON.parse(stdout);
  assert.deepEqual(counts, { written: 5, unchanged: 0, failed: 5, stopped: false }, stderr);
  assert.equal(code, 1);

  const seconds = { "advanced-simulacra": 40, awakening: 7.5, desert: 38, hunting: 36, simulacra: 6 };
  assert.deepEqual(await filesIn(join(folder, "out")), Object.keys(seconds).map((name) => `${name}.moodline.json`));
  for (const [name, duration] of Object.entries(seconds)) {
    const text = await Deno.readTextFile(join(folder, `out/${name}.moodline.json`));
    assert.ok(matchesSchema(JSON.parse(text)), JSON.stringify(matchesSchema.errors));
    const timeline = readTimelineJson(text);
    // Decoders keep or drop an encoder's padding: at most a tenth of a second.
    assert.ok(
      Math.abs(timeline.source.durationSeconds - duration) < 0.1,
      `${name}: ${timeline.source.durationSeconds} s`,
    );
    const maps = new Set(timeline.steps.map(({ heatmap }) => heatmap.join()));
    assert.ok(maps.size > timeline.steps.length / 2, `${name}: the map moves with the music`);
  }
  assert.equal((await Deno.readTextFile(join(folder, "songs.csv"))).trim().split("\n").length, 1 + 5);

  // deno-lint-ignore no-explicit-any
  const failed = files.filter(({ state }: any) => state === "failed");
  // deno-lint-ignore no-explicit-any
  assert.deepEqual(failed.map(({ audio }: any) => audio.slice(music.length + 1)), [
    "empty.mp3",
    "garbage.ogg",
    "text.mp3",
    "truncated.flac",
    "zero.wav",
  ]);
  for (const { audio, error } of failed) {
    const lines = stderr.split("\n").filter((line) => line.includes(audio.slice(music.length + 1)));
    assert.deepEqual(lines, [`error: music/${audio.slice(music.length + 1)}: ${error}`]);
    assert.ok(error.length > 10 && !/undefined|\bat .+:\d+:\d+|\[object/.test(error), error);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("kill -9 during a batch of real music and a restart: nothing finished is lost or done again", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-kill-" });
  await Deno.mkdir(join(folder, "music"));
  const count = 30;
  // Different files: a sample more each.
  for (let i = 0; i < count; i++) {
    await writeWav(demo("awakening.mp3"), join(folder, `music/${String(i).padStart(2, "0")}.wav`), 5 + i / 10);
  }
  const finished = async () =>
    (await filesIn(join(folder, "out")).catch(() => [])).filter((name) => name.endsWith(".json"));

  // Not through the task runner: killing it would leave the command running.
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(root, "main.ts"), "analyze", "music", "--out", "out", "--jobs", "1"],
    cwd: folder,
    env: { INIT_CWD: folder, XDG_CACHE_HOME: join(folder, "cache") },
    stdout: "null",
    stderr: "null",
  }).spawn();
  for (let tries = 0; (await finished()).length < 3; tries++) {
    if (tries > 6000) throw new Error("Cannot wait any longer: three timelines must be there after a minute");
    await sleep(10);
  }
  child.kill("SIGKILL");
  await child.status;
  const kept = await finished();
  assert.ok(kept.length < count, "the batch was killed before its end");
  const times = await Promise.all(kept.map(async (name) => (await Deno.stat(join(folder, "out", name))).mtime));
  for (const name of kept) readTimelineJson(await Deno.readTextFile(join(folder, "out", name)));

  const { code, stdout } = await run(folder, "analyze", "music", "--out", "out", "--json");
  const { written, unchanged, failed } = JSON.parse(stdout);
  assert.deepEqual([code, written, unchanged, failed], [0, count - kept.length, kept.length, 0]);
  for (const [i, name] of kept.entries()) {
    assert.deepEqual((await Deno.stat(join(folder, "out", name))).mtime, times[i], `${name} was written again`);
  }
  await Deno.remove(folder, { recursive: true });
});
