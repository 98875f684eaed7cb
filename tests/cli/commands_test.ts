/** What the commands do, with the real batch logic and a plain Compute. */
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { randomTimeline } from "../../formats/testing.ts";
import { readTimelineJson, writeTimelineJson } from "../../formats/timeline_json.ts";
import { openPlace } from "./run.ts";

const header = "piece,annotator,time_s,arousal,valence\n";

Deno.test("analyze writes song.moodline.json where the user is", async () => {
  await using place = await openPlace({ "deep/song.mp3": "aaaa" });
  assert.deepEqual(await place.run("analyze", "deep/song.mp3"), {
    code: 0,
    stdout: "",
    stderr: "written: deep/song.mp3 -> song.moodline.json\n",
  });
  assert.equal(readTimelineJson(await place.read("song.moodline.json")).source.name, "song.mp3");
});

Deno.test("analyze keeps subfolders below --out, goes on after failures, exits 1, and continues when called again", async () => {
  await using place = await openPlace({ "music/a.mp3": "aaaa", "music/b.flac": "bad\n", "music/live/c.ogg": "ccccc" });
  const command = ["analyze", "music", "gone.wav", "--out", "made/here", "--jobs", "1"];
  const first = await place.run(...command);
  assert.deepEqual(first, {
    code: 1,
    stdout: "",
    stderr: "written: music/a.mp3 -> made/here/a.moodline.json\n" +
      "error: music/b.flac: it is bad\n" +
      "written: music/live/c.ogg -> made/here/live/c.moodline.json\n" +
      "error: gone.wav: there is no such file\n" +
      "2 written, 2 failed in made/here\n",
  });
  const { stderr } = await place.run(...command);
  assert.ok(stderr.startsWith("unchanged: music/a.mp3 -> made/here/a.moodline.json\nerror:"), stderr);
  assert.deepEqual(place.compute.analyzed, ["a.mp3", "b.flac", "c.ogg", "gone.wav", "b.flac", "gone.wav"]);
});

Deno.test("analyze --json prints one object on stdout and nothing else there", async () => {
  await using place = await openPlace({ "music/a.mp3": "aaaa", "music/b.mp3": "bad" });
  const { code, stdout, stderr } = await place.run("analyze", "music", "--json", "--out", "o");
  const result = JSON.parse(stdout);
  assert.equal(code, 1);
  assert.ok(stderr.includes("error: music/b.mp3: it is bad\n"));
  assert.deepEqual({ ...result, files: null }, { written: 1, unchanged: 0, failed: 1, stopped: false, files: null });
  assert.deepEqual(result.files[1], { audio: `${place.folder}/music/b.mp3`, state: "failed", error: "it is bad" });
  assert.equal(result.files[0].timeline, `${place.folder}/o/a.moodline.json`);
  assert.equal(result.files[0].durationSeconds, 3.5);
});

Deno.test("analyze --format and --summary serve spreadsheets", async () => {
  await using place = await openPlace({ "music/a.mp3": "aaaa", "music/live/=b.mp3": "bbbbb" });
  await place.run("analyze", "music", "--out", "o", "--format", "csv,summary-csv", "--summary", "songs.csv");
  assert.deepEqual((await place.files()).filter((file) => file.startsWith("o/")), [
    "o/a.moodline.csv",
    "o/a.moodline.json",
    "o/a.summary.csv",
    "o/live/=b.moodline.csv",
    "o/live/=b.moodline.json",
    "o/live/=b.summary.csv",
  ]);
  const rows: Record<string, string>[] = parse(await place.read("songs.csv"), { columns: true });
  assert.deepEqual(rows.map(({ name, durationSeconds }) => [name, durationSeconds]), [["a", "3.5"], [
    "live/=b",
    "4.5",
  ]]);
  assert.equal((parse(await place.read("o/a.moodline.csv")) as unknown[]).length, 1 + 4);
});

Deno.test("two inputs that would write one file are refused before anything is analysed", async () => {
  await using place = await openPlace({ "music/a.mp3": "aaaa", "music/a.flac": "a" });
  const { code, stderr } = await place.run("analyze", "music");
  assert.equal(code, 2);
  assert.match(stderr, /^moodline analyze: Cannot analyse both .+a\.flac and .+a\.mp3: /);
  assert.deepEqual(place.compute.analyzed, []);
});

Deno.test("control characters of file names do not reach the terminal", async () => {
  await using place = await openPlace({ "x\x1b[31m\ny.mp3": "bad" });
  const { stderr } = await place.run("analyze", "x\x1b[31m\ny.mp3");
  assert.equal(stderr, "error: x [31m y.mp3: it is bad\n");
});

Deno.test("train leaves out pieces without audio, says so, and writes the model", async () => {
  await using place = await openPlace({
    "music/p1.mp3": "a",
    "music/sub/p2.opus": "a",
    "music/unrated.wav": "a",
    "r.csv": `${header}p2,a,0,0,0\np1,a,0,0,0\np9,a,0,0,0\n`,
  });
  const run = await place.run(
    "train",
    "--audio",
    "music",
    "--annotations",
    "r.csv",
    "--out",
    "new/m.safetensors",
    "--json",
  );
  assert.equal(run.code, 0);
  const { model, sha256, ...rest } = JSON.parse(run.stdout);
  assert.equal(model, `${place.folder}/new/m.safetensors`);
  assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, { recipe: "default", seed: 1, summary: { pieces: 2 } });
  assert.deepEqual(JSON.parse(await place.read("new/m.safetensors")), {
    pieces: ["p1", "p2"],
    recipe: "default",
    seed: 1,
  });
  assert.match(run.stderr, /^warning: 1 of 3 annotated pieces have no audio and are left out: p9\nwritten: new\/m\./);
});

Deno.test("evaluate prints a table, or JSON, and writes the report", async () => {
  await using place = await openPlace({
    "music/p1.mp3": "a",
    "music/p2.mp3": "a",
    "r.csv": `${header}p1,a,0,0,0\np2,a,0,0,0\n`,
  });
  const command = ["evaluate", "--audio", "music", "--annotations", "r.csv", "--cross-validate", "2", "--seed", "3"];
  const table = await place.run(...command, "--out", "report.json");
  assert.equal(table.code, 0);
  assert.match(table.stdout, /^protocol\n {2}task +unseen songs\n[^]+\nsystems\n +pieces +ratings +nllNats /);
  for (const line of table.stdout.split("\n")) assert.ok(line.length <= 120 || line.includes("subject"), line);
  for (const part of ["calibration", "differences", "differences of emd"]) {
    assert.ok(table.stdout.includes(`\n\n${part}\n`), part);
  }
  const report = JSON.parse(await place.read("report.json"));
  assert.deepEqual(report.protocol.subject, {
    ...{ recipes: ["default"], folds: 2, seed: 3 },
    ...{ control: false, baselines: false, perturb: false },
  });
  assert.deepEqual([report.format, Object.keys(report.systems)], ["moodline-evaluation", ["default", "training mean"]]);
  assert.deepEqual(JSON.parse((await place.run(...command, "--json")).stdout), report);
});

Deno.test("evaluate takes groups and tasks, and writes a page", async () => {
  await using place = await openPlace({
    "music/p1.mp3": "a",
    "music/p2.mp3": "a",
    "r.csv": `${header}p1,a,0,0,0\np2,a,0,0,0\n`,
    "g.csv": "piece,group\np1,x\np2,y\nelsewhere,z\n",
  });
  const command = [
    "evaluate",
    "--audio",
    "music",
    "--annotations",
    "r.csv",
    "--cross-validate",
    "2",
    "--groups",
    "g.csv",
  ];
  const run = await place.run(...command, "--task", "songs-and-raters", "--html", "pages/r.html", "--json");
  assert.deepEqual([run.code, run.stderr.split("\n").at(-2)], [0, "written: pages/r.html"]);
  const { groups, task } = JSON.parse(run.stdout).protocol.subject;
  assert.deepEqual([groups, task], [[["p1", "x"], ["p2", "y"], ["elsewhere", "z"]], "songs-and-raters"]);
  assert.match(await place.read("pages/r.html"), /^<!doctype html>\n<html lang="en">/);
});

Deno.test("export prints a timeline in another format or writes it; import checks and tidies", async () => {
  await using place = await openPlace({
    "song.moodline.json": writeTimelineJson(randomTimeline(1)),
    "r.csv": `\uFEFF${header.replaceAll("\n", "\r\n")}p1,a,0,.5,0\r\n`,
  });
  const printed = await place.run("export", "song.moodline.json", "--format", "csv");
  assert.equal(printed.stdout.split("\n").length, 1 + 3 + 1);
  const written = await place.run("export", "song.moodline.json", "-f", "csv", "-o", "x/song.csv");
  assert.deepEqual(written, { code: 0, stdout: "", stderr: "written: x/song.csv\n" });
  assert.equal(await place.read("x/song.csv"), printed.stdout);
  for (const [out, starts] of [["m.svg", "<svg "], ["m.png", "\x89PNG"]]) {
    const figure = await place.run("export", "song.moodline.json", "-f", "svg-maps", "-o", out);
    assert.deepEqual([figure.code, figure.stderr], [0, `written: ${out}\n`]);
    const bytes = await Deno.readFile(`${place.folder}/${out}`);
    assert.equal(String.fromCharCode(...bytes.slice(0, starts.length)), starts);
  }
  const imported = await place.run("import", "r.csv", "--format", "annotations-csv");
  assert.deepEqual(imported, { code: 0, stdout: `${header}p1,a,0,0.5,0\n`, stderr: "" });
});
