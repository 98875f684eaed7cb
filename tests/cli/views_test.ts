/** `train` and `evaluate` with views: real audio, real listening, real learning, on four pieces of six seconds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wavBytes } from "../../audio/testing.ts";
import { readModelFile } from "../../formats/model_file.ts";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
const RATE = 22050, SECONDS = 6, PIECES = ["p0", "p1", "p2", "p3"];
const DATA = ["--audio", "music", "--recipe", "descriptors", "--no-cache"];

/** A tone whose overtone is so strong, as another instrument's would be. */
function tone(piece: number, overtone: number, seconds = SECONDS): Uint8Array {
  const hz = 200 + 150 * piece;
  return wavBytes(Float32Array.from(
    { length: RATE * seconds },
    (_, n) => 0.2 * Math.sin(2 * Math.PI * hz * n / RATE) + overtone * Math.sin(6 * Math.PI * hz * n / RATE),
  ));
}

async function openMusic() {
  const folder = await Deno.makeTempDir({ prefix: "moodline-views-" });
  const versions = { "music": 0.05, "views/flute": 0, "views/organ": 0.2 };
  for (const [name, overtone] of Object.entries(versions)) {
    await Deno.mkdir(join(folder, name), { recursive: true });
    for (const [i, piece] of PIECES.entries()) {
      await Deno.writeFile(join(folder, name, `${piece}.wav`), tone(i, overtone));
    }
  }
  const rows = PIECES.flatMap((piece, i) =>
    [-0.2, 0, 0.2].flatMap((offset, r) =>
      [0, 2, 4].map((t) => `${piece},rater${r},${t},${0.3 * i - 0.6 + offset + t / 30},${0.5 - 0.3 * i - offset}`)
    )
  );
  await Deno.writeTextFile(
    join(folder, "ratings.csv"),
    ["piece,annotator,time_s,arousal,valence", ...rows, ""].join("\n"),
  );
  const targets = PIECES.map((piece) => `${piece},0,0.1,0.1,0.3,0.3`);
  await Deno.writeTextFile(
    join(folder, "targets.csv"),
    ["piece,time_s,arousal,valence,arousal_sd,valence_sd", ...targets, ""].join("\n"),
  );
  return {
    folder,
    async run(...args: string[]) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", main, ...args],
        env: { INIT_CWD: folder },
      }).output();
      return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("views are heard and learned from, and named by the model and by the report", async () => {
  await using music = await openMusic();
  const learn = ["--annotations", "ratings.csv", "--views", "views"];
  const trained = await music.run("train", ...DATA, ...learn, "--out", "with.safetensors", "--json");
  assert.equal(trained.code, 0, trained.stderr);
  assert.match(trained.stderr, /heard \d+ of 12/);
  assert.deepEqual(JSON.parse(trained.stdout).summary.training.views, ["flute", "organ"]);
  const model = async (name: string) => readModelFile(await Deno.readFile(join(music.folder, name)));
  const card = (await model("with.safetensors")).metadata as { training?: { views?: string[] } };
  assert.deepEqual(card.training?.views, ["flute", "organ"]);

  const without = await music.run("train", ...DATA, ...learn.slice(0, 2), "--out", "without.safetensors");
  assert.equal(without.code, 0, without.stderr);
  const [one, other] = await Promise.all(["with.safetensors", "without.safetensors"].map(model));
  assert.notDeepEqual(one.tensors, other.tensors, "what was heard of the views is learned from");

  const evaluated = await music.run("evaluate", ...DATA, ...learn, "--cross-validate", "2", "--json");
  assert.equal(evaluated.code, 0, evaluated.stderr);
  const { protocol, systems } = JSON.parse(evaluated.stdout);
  assert.deepEqual([protocol.views, systems.descriptors.pieces], [["flute", "organ"], 4]);
});

Deno.test("a view that cannot be heard, or is shorter than its piece, is named by its file", async () => {
  await using music = await openMusic();
  const train = () =>
    music.run("train", ...DATA, "--annotations", "ratings.csv", "--views", "views", "--out", "m.safetensors");
  const view = join(music.folder, "views/flute/p2.wav");
  await Deno.writeTextFile(view, "This is not music.");
  const broken = await train();
  assert.equal(broken.code, 1);
  assert.equal(
    broken.stderr.split("\n").at(-2),
    `moodline train: ${view}: Cannot decode p2.wav: it holds neither the header of a known format nor MP3 frames ` +
      "(is it an audio file?)",
  );
  await Deno.writeFile(view, tone(2, 0, 2));
  const short = await train();
  assert.equal(short.code, 1);
  assert.equal(
    short.stderr.split("\n").at(-2),
    `moodline train: Cannot learn from the view ${view}: it must last as long as the piece, 6 s, current value is 2 s`,
  );
});

Deno.test("what cannot be learned from is told before anything is heard", async () => {
  await using music = await openMusic();
  const evaluate = ["evaluate", ...DATA, "--annotations", "targets.csv", "--cross-validate", "4"];
  const told = async (args: string[], reason: RegExp) => {
    const { code, stdout, stderr } = await music.run(...args);
    assert.match(stderr, reason);
    assert.ok(code !== 0 && stdout === "" && !stderr.includes("heard"), stderr);
  };
  await told([...evaluate, "--baselines"], /^moodline evaluate: Cannot run the baselines: single annotators' ratings/);
  await told([...evaluate, "--task", "songs-and-raters"], /^moodline evaluate: Cannot hold out raters: who rated/);
  await Deno.writeTextFile(
    join(music.folder, "short.csv"),
    "piece,annotator,time_s,arousal,valence\nx,a,0,0,0\ny,a,3,0,0\n",
  );
  await told(
    ["train", ...DATA, "--annotations", "ratings.csv", "--motion", "short.csv", "--out", "m.safetensors"],
    /^moodline train: short\.csv: Cannot measure motion: ratings must last for two steps/,
  );
});
