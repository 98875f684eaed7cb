/** `moodline import` of other corpora, and training on what it writes. */
import assert from "node:assert/strict";
import { importFormats } from "../../formats/registry.ts";
import { openPlace } from "./run.ts";

const GOLDEN = new URL("../golden/corpora/", import.meta.url);

/** A place that holds the invented excerpts. */
async function openCorpora() {
  const place = await openPlace();
  const copy = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, GOLDEN))) {
      if (isDirectory) await copy(`${folder}${name}/`);
      else await place.write(folder + name, await Deno.readTextFile(new URL(folder + name, GOLDEN)));
    }
  };
  await copy("");
  return place;
}

Deno.test("every corpus is imported, by its file or its folder; what is written is read again unchanged", async () => {
  await using place = await openCorpora();
  const table: [format: string, input: string, first: string, ...options: string[]][] = [
    ["deam", "deam_rows.csv", "901,15,-0.5,0.5,0.332,0.304,0,10"],
    ["deam", "deam_table", "901,15,-0.5,0.5,0.332,0.304,0,10"],
    ["emomusic", "emomusic", "801,15,0.1,0.3,0.35,0.25,0,10"],
    ["emomusic", "emomusic/valence_cont_std.csv", "801,15,0.1,0.3,0.35,0.25,0,10"],
    ["pmemo", "pmemo", "1,15,0.5,0,0.2,0.3,0,10"],
    ["pmemo", "pmemo/dynamic_annotations.csv", "1,15,0.5,0,0.2,0.3,0,10"],
    ["vgmidi", "vgmidi.json", "piece0,piece0_0,0,0.5,0.1"],
    ["moodswings", "moodswings.csv", "c1,w7,0,0.2,-0.1", "--scale=-1..1"],
    ["plain-csv", "survey.csv", "walk,Ada,0,0,-1", "--scale", "1..9", "--columns", "annotator=Who"],
  ];
  for (const [format, input, first, ...options] of table) {
    const { code, stdout, stderr } = await place.run("import", input, "--format", format, ...options);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.split("\n")[1], first, format);
    await place.write("again.csv", stdout);
    const own = stdout.startsWith("piece,annotator") ? "annotations-csv" : "targets-csv";
    assert.deepEqual(await place.run("import", "again.csv", "--format", own), { code: 0, stdout, stderr: "" });
  }
  assert.equal(new Set(table.map(([format]) => format)).size, importFormats.length - 3, "all but our own");
});

Deno.test("what was taken for granted is told on stderr, and nothing else is", async () => {
  await using place = await openCorpora();
  const told = async (...args: string[]) => (await place.run("import", ...args, "--out", "x.csv")).stderr;
  assert.equal(await told("emomusic", "--format", "emomusic"), "written: x.csv\n");
  assert.equal(
    await told("deam_rows.csv", "--format", "deam", "--deviation", "0.3,0.25"),
    "note: the source has no deviations over raters: 0.3 (arousal) and 0.25 (valence) are taken, --deviation\n" +
      "written: x.csv\n",
  );
  assert.match(await place.read("x.csv"), /^901,15,-0\.5,0\.5,0\.3,0\.25,0,10$/m);
});

Deno.test("a folder that lacks a file is refused with its name", async () => {
  await using place = await openCorpora();
  await Deno.remove(`${place.folder}/emomusic/arousal_cont_std.csv`);
  assert.deepEqual(await place.run("import", "emomusic", "--format", "emomusic"), {
    code: 1,
    stdout: "",
    stderr:
      "moodline import: emomusic/arousal_cont_average.csv: Cannot read the annotations: arousal_cont_std.csv must lie " +
      "beside the file, current files there are valence_cont_average.csv, valence_cont_std.csv\n",
  });
});

Deno.test("train takes targets like annotations, and the motion of either", async () => {
  await using place = await openCorpora();
  for (const piece of ["901", "902"]) await place.write(`music/${piece}.mp3`, "a");
  await place.run("import", "deam_rows.csv", "--format", "deam", "--out", "deam.csv");
  await place.run("import", "vgmidi.json", "--format", "vgmidi", "--out", "vgmidi.csv");
  const train = ["train", "--audio", "music", "--annotations", "deam.csv", "--out", "m"];
  assert.equal((await place.run(...train)).code, 0);
  assert.deepEqual(JSON.parse(await place.read("m")), { pieces: ["901", "902"], recipe: "default", seed: 1 });
  assert.equal((await place.run(...train, "--motion", "vgmidi.csv", "--motion-share", "0.25")).code, 0);
  assert.deepEqual(JSON.parse(await place.read("m")).motion, { path: `${place.folder}/vgmidi.csv`, share: 0.25 });
});

Deno.test("the help says which format is unverified, and names every column", async () => {
  await using place = await openPlace();
  const { stdout } = await place.run("import", "--help");
  assert.match(stdout, /moodswings: [^]*unverified/);
  assert.match(stdout, /piece, annotator, time_s, arousal, valence, arousal_sd, valence_sd/);
});
