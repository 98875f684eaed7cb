import assert from "node:assert/strict";
import { AudioError, openAudio } from "./decode.ts";
import { findFfmpeg, reportedSeconds } from "./ffmpeg.ts";
import { decodeAll, decodeError, fixture, fixturePath, signalToNoise, twoTones, withFile } from "./testing.ts";

const ffmpeg = await findFfmpeg();
if (!ffmpeg) console.log("ffmpeg is not on PATH: the tests of reading files with it are skipped");
const withFfmpeg = { ignore: !ffmpeg };

Deno.test("AAC in mp4 decodes in time where ffmpeg is installed", withFfmpeg, async () => {
  const audio = await openAudio(fixturePath("tone.m4a")), samples = await decodeAll(audio.path);
  assert.deepEqual([audio.codec, audio.sampleRate, audio.channels, audio.declaredSeconds], ["aac", 44100, 2, 2]);
  assert.equal(audio.decoder, ffmpeg!.id);
  assert.ok(Math.abs(samples.length / 44100 - 2) < 0.1);
  const found = signalToNoise(samples, twoTones(44100, samples.length), 44100);
  assert.ok(found > 30, `${found} dB`); // one sample off leaves 22 dB
});

Deno.test("ffmpeg and the npm decoders agree where both can read a file", withFfmpeg, async () => {
  for (const [name, decibels] of [["tone.flac", 90], ["tone.mp3", 70], ["tone.ogg", 90], ["tone.opus", 60]] as const) {
    const ours = await decodeAll(fixturePath(name)), theirs = await decodeAll(fixturePath(name), { decoder: "ffmpeg" });
    assert.equal(theirs.length, ours.length, name);
    const rate = name === "tone.opus" ? 48000 : 44100, found = signalToNoise(theirs, ours, rate);
    assert.ok(found > decibels, `${name}: ${found} dB`);
    assert.equal((await openAudio(fixturePath(name), { decoder: "ffmpeg" })).decoder, ffmpeg!.id);
  }
});

Deno.test("a damaged m4a is refused", withFfmpeg, async () => {
  const bytes = fixture("tone.m4a");
  const cut = await decodeError(bytes.subarray(0, 15_000), "cut.m4a");
  assert.ok(cut instanceof AudioError);
  assert.match(cut.message, /^Cannot decode cut\.m4a: ffmpeg says: [^\n]+ \(is the file damaged\?\)$/);
  const hole = await decodeError(bytes.map((byte, i) => i > 9000 && i < 14_000 ? 0 : byte), "hole.m4a");
  assert.match(hole.message, /^Cannot decode hole\.m4a: /);
});

const watched = { ...withFfmpeg, sanitizeResources: true, sanitizeOps: true };
Deno.test("an aborted stream leaves no ffmpeg behind", watched, async () => {
  for await (const _ of await openAudio(fixturePath("tone.m4a"))) break; // the sanitizer of the test looks for the process
});

Deno.test("names that look like options or protocols are files to ffmpeg", withFfmpeg, async () => {
  for (const name of ["-version", "concat:a|b", "http:x", "%03d.m4a"]) {
    await withFile(fixture("tone.m4a"), name, async (path) => {
      assert.ok((await decodeAll(path)).length > 88_000);
    });
  }
});

Deno.test("without ffmpeg, m4a is refused with what to do and mp3 decodes as ever", async () => {
  const script = `import { openAudio } from ${JSON.stringify(import.meta.resolve("./decode.ts"))};
    for (const path of Deno.args) {
      try { console.log((await openAudio(path, { decoder: "npm" })).decoder); } catch (e) { console.log(e.message); }
    }
    try { await openAudio(Deno.args[1], { decoder: "ffmpeg" }); } catch (e) { console.log(e.message); }`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script, fixturePath("tone.m4a"), fixturePath("tone.mp3")],
    env: { PATH: "/nowhere" },
    cwd: new URL("..", import.meta.url),
  }).output();
  const [m4a, mp3, forced] = new TextDecoder().decode(stdout).split("\n");
  assert.equal(
    m4a,
    "Cannot decode tone.m4a: reading mp4 needs ffmpeg, which is not on PATH (install ffmpeg, or convert the file to flac)",
  );
  assert.match(mp3, /^@audio\/decode-mp3 /);
  assert.equal(
    forced,
    "Cannot decode tone.mp3: reading mp3 needs ffmpeg, which is not on PATH (install ffmpeg, or use the npm decoder)",
  );
});

Deno.test("lengths that ffmpeg guesses, or that count pictures, are no declared lengths", () => {
  const log = "  Duration: 01:02:03.50, start: 0.000000, bitrate: 128 kb/s\n  Stream #0:0: Audio: aac, 44100 Hz";
  assert.equal(reportedSeconds(log), 3723.5);
  assert.equal(reportedSeconds("  Duration: N/A, bitrate: N/A"), null);
  assert.equal(reportedSeconds(`Estimating duration from bitrate\n${log}`), null);
  assert.equal(reportedSeconds(`${log}\n  Stream #0:1(eng): Video: h264, yuv420p`), null);
  assert.equal(reportedSeconds(`${log}\n  Stream #0:1: Video: png, rgb24 (attached pic)`), 3723.5);
});
