/** What is printed where, exit codes, and `--help`. */
import assert from "node:assert/strict";
import { commands } from "../../cli/main.ts";
import { RECIPES } from "../../core/model/recipe.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { writeTimelineJson } from "../../formats/timeline_json.ts";
import { openPlace } from "./run.ts";

Deno.test("every command has --help with its options and examples, on stdout, exit code 0", async () => {
  await using place = await openPlace();
  const overview = await place.run("--help");
  assert.equal(overview.code, 0);
  for (const command of commands) {
    assert.ok(overview.stdout.includes(`  ${command.name} `), command.name);
    const { code, stdout, stderr } = await place.run(command.name, "--help");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(stdout.includes(`Usage: deno task moodline ${command.name} ${command.usage}`));
    for (const option of Object.keys(command.options)) assert.ok(stdout.includes(`--${option}`), option);
    assert.ok(command.examples.length > 0 && command.examples.every((example) => stdout.includes(example)));
    assert.equal((await place.run("help", command.name)).stdout, stdout);
    assert.ok(stdout.split("\n").every((line) => line.length <= 120), "lines fit a wide terminal");
  }
});

Deno.test("the examples of --help parse", async () => {
  await using place = await openPlace();
  for (const [name, example] of commands.flatMap(({ name, examples }) => examples.map((one) => [name, one]))) {
    const args = example.replace("deno task moodline ", "").split(" ");
    const { code, stdout } = await place.run(...args, "--help");
    assert.deepEqual([code, stdout.startsWith(`moodline ${name}: `)], [0, true], example);
  }
});

Deno.test("the first word of two commands has the help of both", async () => {
  await using place = await openPlace();
  const { code, stdout } = await place.run("crfpp", "--help"), both = ["crfpp learn", "crfpp test"];
  assert.equal(code, 0);
  for (const name of both) assert.ok(stdout.includes((await place.run("help", ...name.split(" "))).stdout), name);
});

Deno.test("--version prints the version", async () => {
  await using place = await openPlace();
  assert.deepEqual(await place.run("--version"), { code: 0, stdout: "moodline 1.2.3\n", stderr: "" });
});

const header = "piece,annotator,time_s,arousal,valence\n";
const data = ["--audio", "music", "--annotations", "ratings.csv"];

/** Arguments, exit code, first line of stderr. */
const mistakes: [string[], number, string][] = [
  [[], 2, "Moodline: how the emotion of music moves, second by second."],
  [
    ["analyse"],
    2,
    'moodline: there is no command "analyse"; there are analyze, train, evaluate, agreement, explain, export, import, serve, crfpp learn, crfpp test',
  ],
  [["crfpp"], 2, 'moodline: there is no command "crfpp"; there are crfpp learn, crfpp test'],
  [["crfpp", "train"], 2, 'moodline: there is no command "crfpp train"; there are crfpp learn, crfpp test'],
  [
    ["explain", "--audio", "music/p1.mp3", "--second", "-1"],
    2,
    "moodline explain: --second must have a value (one that begins with - is written --second=-1)",
  ],
  [["analyze"], 2, "moodline analyze: name at least one audio file or folder"],
  [["analyze", "--fromat", "csv"], 2, "moodline analyze: Unknown option '--fromat'"],
  [
    ["analyze", "music", "--format", "csv,xml"],
    2,
    'moodline analyze: Cannot find the format: it must be one of timeline-json, csv, summary-csv, svg-maps, current value is "xml"',
  ],
  [
    ["analyze", "music", "--decoder", "fast"],
    2,
    "moodline analyze: --decoder must be one of auto, npm, native, current value is fast",
  ],
  [
    ["analyze", "music", "--jobs", "0"],
    2,
    "moodline analyze: --jobs must be a whole number from 1 to 1024, current value is 0",
  ],
  [["analyze", "music", "--out", ""], 2, "moodline analyze: --out must not be empty"],
  [
    ["analyze", "music", "--model", "gone.safetensors"],
    1,
    "moodline analyze: Cannot read the model gone.safetensors: there is no such file",
  ],
  [
    ["analyze", "music", "--model", "ratings.csv"],
    1,
    "moodline analyze: ratings.csv: Cannot read the model file: the header must be ≤ 16777216 bytes, " +
    "current value is 7953687230883916144 (is this a safetensors file?)",
  ],
  [
    ["analyze", "music", "--out", "ratings.csv"],
    1,
    "moodline analyze: Cannot make the folder PLACE/ratings.csv: there is a file of that name",
  ],
  [["train", ...data], 2, "moodline train: --out is missing"],
  [
    ["train", ...data, "--out", "m", "--recipe", "best"],
    2,
    `moodline train: Cannot find the recipe: the name must be one of ${
      Object.keys(RECIPES).join(", ")
    }, current value is best`,
  ],
  [
    ["train", "--audio", "gone", "--annotations", "ratings.csv", "--out", "m"],
    2,
    "moodline train: Cannot read the folder PLACE/gone: there is no such folder",
  ],
  [
    ["train", "--audio", "music/p1.mp3", "--annotations", "ratings.csv", "--out", "m"],
    2,
    "moodline train: Cannot read the folder PLACE/music/p1.mp3: a part of its path is no folder",
  ],
  [["train", "music", ...data, "--out", "m"], 2, "moodline train: train takes options only"],
  [
    ["train", ...data, "--out", "m", "--kernels", "fast"],
    2,
    "moodline train: --kernels must be one of auto, wasm, openblas, tfjs, reference, current value is fast",
  ],
  [
    ["train", ...data, "--out", "m", "--seed", "1.5"],
    2,
    "moodline train: --seed must be a whole number from 0 to 4294967295, current value is 1.5",
  ],
  [
    ["train", "--audio", "music", "--annotations", "gone.csv", "--out", "m"],
    1,
    "moodline train: Cannot read gone.csv: there is no such file",
  ],
  [
    ["train", "--audio", "music", "--annotations", "binary.csv", "--out", "m"],
    1,
    "moodline train: Cannot read binary.csv: it must be UTF-8 text",
  ],
  [
    ["train", "--audio", "music", "--annotations", "scale.csv", "--out", "m"],
    1,
    "moodline train: scale.csv: Cannot read the annotations: line 2: arousal must be in [-1, 1], current value is 5 " +
    "(is this on a 1–9 scale? x / 4 - 1.25 brings it to [-1, 1])",
  ],
  [
    ["train", "--audio", "music", "--annotations", "ending.csv", "--out", "m"],
    2,
    'moodline train: Cannot match ending.csv with PLACE/music: no piece has audio there (is "p1.mp3" named with its ending?)',
  ],
  [
    ["train", ...data, "--out", "m", "--cache", "kept", "--no-cache"],
    2,
    "moodline train: give either --cache or --no-cache",
  ],
  [
    ["train", ...data, "--out", "m", "--cache", "ratings.csv"],
    1,
    "moodline train: Cannot make the folder PLACE/ratings.csv: there is a file of that name",
  ],
  [["evaluate", ...data], 2, "moodline evaluate: give either --model or --cross-validate, and only one"],
  [
    ["evaluate", ...data, "--model", "m", "--cross-validate", "5"],
    2,
    "moodline evaluate: give either --model or --cross-validate, and only one",
  ],
  [
    ["evaluate", ...data, "--model", "m", "--seed", "5"],
    2,
    "moodline evaluate: --seed goes with --cross-validate, not with --model",
  ],
  [
    ["evaluate", ...data, "--model", "m", "--control"],
    2,
    "moodline evaluate: --control goes with --cross-validate, not with --model",
  ],
  [
    ["evaluate", ...data, "--model", "m", "--perturb"],
    2,
    "moodline evaluate: --perturb goes with --cross-validate, not with --model",
  ],
  [
    ["evaluate", ...data, "--cross-validate", "2", "--recipe", "default,best"],
    2,
    `moodline evaluate: Cannot find the recipe: the name must be one of ${
      Object.keys(RECIPES).join(", ")
    }, current value is best`,
  ],
  [
    ["evaluate", ...data, "--cross-validate", "2"],
    2,
    "moodline evaluate: --cross-validate must be at most the number of pieces, 1, current value is 2",
  ],
  [
    ["evaluate", ...data, "--model", "m", "--task", "songs"],
    2,
    "moodline evaluate: --task goes with --cross-validate, not with --model",
  ],
  [
    ["evaluate", ...data, "--cross-validate", "2", "--task", "raters"],
    2,
    "moodline evaluate: --task must be one of songs, songs-and-raters, current value is raters",
  ],
  [
    ["evaluate", ...data, "--cross-validate", "2", "--groups", "albums.csv"],
    2,
    "moodline evaluate: Cannot cross-validate: folds must be an integer in 2 … 1 (the number of groups), " +
    "current value is 2",
  ],
  [
    ["evaluate", ...data, "--cross-validate", "2", "--groups", "ratings.csv"],
    1,
    "moodline evaluate: ratings.csv: Cannot read the groups: the header must be piece,group, current value is " +
    "piece,annotator,time_s,arousal,valence",
  ],
  [
    ["evaluate", ...data, "--model", "ratings.csv"],
    1,
    "moodline evaluate: ratings.csv: Cannot read the model file: the header must be ≤ 16777216 bytes, " +
    "current value is 7953687230883916144 (is this a safetensors file?)",
  ],
  [
    ["export", "song.moodline.json", "--format", "csv", "--out", "music"],
    1,
    "moodline export: Cannot write PLACE/music: it is a folder",
  ],
  [
    ["evaluate", ...data, "--cross-validate", "1"],
    2,
    "moodline evaluate: --cross-validate must be a whole number from 2 to 1000, current value is 1",
  ],
  [
    ["export", "a.json", "b.json", "--format", "csv"],
    2,
    "moodline export: name exactly one file, current number is 2",
  ],
  [["export", "ratings.csv"], 2, "moodline export: --format is missing"],
  [["export", "gone.json", "--format", "csv"], 1, "moodline export: Cannot read gone.json: there is no such file"],
  [
    ["export", "other.json", "--format", "csv"],
    1,
    'moodline export: other.json: Cannot read the timeline: $.format must be "moodline-timeline", current value is missing ' +
    "(is this a .moodline.json file?)",
  ],
  [
    ["import", "ratings.csv", "--format", "jams"],
    2,
    "moodline import: Cannot find the format: it must be one of timeline-json, annotations-csv, targets-csv, plain-csv, deam, " +
    'emomusic, pmemo, vgmidi, moodswings, tfjs, current value is "jams"',
  ],
  [
    ["import", "ratings.csv", "--format", "annotations-csv", "--scale", "1..9"],
    2,
    "moodline import: --scale is not for --format annotations-csv",
  ],
  [["import", "net", "--format", "tfjs", "--columns", "a=b"], 2, "moodline import: --columns is not for --format tfjs"],
  [
    ["import", "ratings.csv", "--format", "plain-csv", "--scale", "9"],
    2,
    "moodline import: Cannot read --scale: it must be two numbers, the lower one first, e.g. 1..9 or --scale=-1..1, " +
    'current value is "9"',
  ],
  [
    ["import", "ratings.csv", "--format", "plain-csv"],
    1,
    "moodline import: ratings.csv: Cannot read the annotations: --scale must name the scale of arousal and valence, LOW..HIGH, " +
    "current values go from 0 to 0 (is it -1..1, 0..1, 0..10, 0..100 or -100..100?)",
  ],
  [
    ["import", "music", "--format", "emomusic"],
    1,
    "moodline import: Cannot read music/arousal_cont_average.csv: there is no such file",
  ],
  [
    ["train", ...data, "--out", "m", "--motion", "ratings.csv", "--motion-share", "2"],
    2,
    "moodline train: --motion-share must be a number in 0 … 1, current value is 2",
  ],
  [["train", ...data, "--out", "m", "--motion-share", "1"], 2, "moodline train: --motion-share goes with --motion"],
  [
    ["train", ...data, "--out", "m", "--motion", "scale.csv"],
    1,
    "moodline train: scale.csv: Cannot read the annotations: line 2: arousal must be in [-1, 1], current value is 5 " +
    "(is this on a 1–9 scale? x / 4 - 1.25 brings it to [-1, 1])",
  ],
  [
    ["train", ...data, "--out", "m", "--motion", "ratings.csv"],
    1,
    "moodline train: ratings.csv: Cannot measure motion: ratings must last for two steps of 1 s, current number of moves is 0",
  ],
  [
    ["train", "--audio", "music", "--annotations", "crowd.csv", "--out", "m"],
    1,
    "moodline train: crowd.csv: Cannot read the targets: line 2: raters must be > 0 and at most 1000000000, " +
    "current value is 1e+308",
  ],
  [["train", ...data, "--out", "m", "--seed", "1", "--seed=2"], 2, "moodline train: --seed is given twice"],
  [
    ["import", "ratings.csv", "--format", "plain-csv", "--columns", "piece=a", "--columns", "annotator=b"],
    2,
    "moodline import: --columns is given twice",
  ],
  [
    ["import", "ratings.csv", "--format", "plain-csv", "--columns", "piece=a,annotator=b,piece=c"],
    2,
    "moodline import: Cannot read --columns: it must be one column for each of ours, piece has two, " +
    'current value is "piece=a,annotator=b,piece=c"',
  ],
  [["serve", "now"], 2, "moodline serve: serve takes options only"],
  [["serve", "--role", "boss"], 2, "moodline serve: --role must be one of all, web, worker, current value is boss"],
  [
    ["serve", "--port", "70000"],
    2,
    "moodline serve: --port must be a whole number from 0 to 65535, current value is 70000",
  ],
];

for (const [args, code, firstLine] of mistakes) {
  Deno.test(`moodline ${args.join(" ")} exits ${code} and says why on stderr`, async () => {
    await using place = await openPlace({
      "music/p1.mp3": "aaaa",
      "albums.csv": "piece,group\np1,x\n",
      "ratings.csv": `${header}p1,anna,0,0,0\n`,
      "scale.csv": `${header}p1,anna,0,5,5\n`,
      "crowd.csv": "piece,time_s,arousal,valence,arousal_sd,valence_sd,raters\np1,0,0,0,0.3,0.3,1e308\n",
      "ending.csv": `${header}p1.mp3,anna,0,0,0\n`,
      "other.json": "{}",
      "song.moodline.json": writeTimelineJson(randomTimeline(1)),
    });
    await Deno.writeFile(`${place.folder}/binary.csv`, Uint8Array.of(0xff, 0xfe, 0x00));
    const run = await place.run(...args);
    assert.equal(run.stderr.split("\n")[0].replaceAll(place.folder, "PLACE"), firstLine);
    assert.deepEqual([run.code, run.stdout], [code, ""]);
    if (code === 2 && args.length > 1) {
      assert.equal(run.stderr.split("\n")[1], `See: deno task moodline ${args[0]} --help`);
    }
    assert.deepEqual((await place.files()).filter((file) => /p1\.moodline\.json$|^m$/.test(file)), []);
  });
}

Deno.test("serve hands on what the user said, and nothing else", async () => {
  await using place = await openPlace();
  await place.run("serve");
  await place.run("serve", "-p", "8080", "--host", "0.0.0.0", "--data", "d", "--role", "web");
  assert.deepEqual(place.served.map((options) => JSON.parse(JSON.stringify(options))), [
    {},
    { port: 8080, host: "0.0.0.0", dataDirectory: `${place.folder}/d`, role: "web" },
  ]);
});
