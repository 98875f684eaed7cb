/** `moodline explain`, by the real workers on the default model and a demo clip. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCli } from "../../cli/main.ts";
import { svgToPng } from "../../cli/svg_to_png.ts";
import { referenceKernels } from "../../core/kernels.ts";
import { modelContents } from "../../core/model/file.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { trainModel } from "../../core/model/train.ts";
import { writeModelFile } from "../../formats/model_file.ts";
import { selectKernels } from "../../kernels/select.ts";
import { openCompute } from "../../workers/compute.ts";
import { openPlace } from "./run.ts";

const asset = (path: string) => fileURLToPath(new URL(`../../data/${path}`, import.meta.url));
const [model, clip] = [asset("default.safetensors"), asset("demo/desert.opus")];

async function explain(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const compute = openCompute({ cores: 1 });
  let stdout = "", stderr = "";
  const code = await runCli(["explain", ...args], {
    openCompute: () => compute,
    openKernels: selectKernels,
    serve: () => Promise.resolve(0),
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    cwd: folder,
    isTerminal: false,
    defaultModelPath: model,
    version: "0",
  });
  compute.close();
  return { code, stdout, stderr };
}

Deno.test("figures of the default model and a clip in every format; the shares sum to the move", async () => {
  await using place = await openPlace();
  const args = ["--audio", clip, "--second", "10", "--units", "3", "--out", "o", "--format", "svg,png,json", "--json"];
  const { code, stdout, stderr } = await explain(place.folder, ...args);
  assert.equal(code, 0, stderr);
  const names = ["default.units.svg", "default.units.png", "desert.firing.svg", "desert.firing.png"];
  names.push("desert.attribution.svg", "desert.attribution.png", "default.insight.json");
  const printed = JSON.parse(stdout);
  assert.deepEqual(printed.files, names.map((name) => join(place.folder, "o", name)));
  const { files: _, ...numbers } = printed;
  assert.deepEqual(JSON.parse(await place.read("o/default.insight.json")), numbers);
  assert.deepEqual([numbers.units.length, numbers.song.activations.length, numbers.song.explained.startSeconds], [
    3,
    3,
    10,
  ]);
  for (const { value, baseline, missed, groups, seconds } of numbers.song.explained.attributions) {
    const all = groups.reduce((sum: number, group: { all: number }) => sum + group.all, 0);
    // The quadrature's error, and that of activations in f32.
    assert.ok(Math.abs(value - baseline - all) < 1e-4 && Math.abs(missed) < 1e-4, `${value - baseline} and ${all}`);
    assert.ok(Math.abs(all - seconds.reduce((a: number, b: number) => a + b)) < 1e-9);
  }
  const svg = await place.read("o/default.units.svg");
  assert.match(svg, /3 of 150, the most influential first/);
  for (const name of names.filter((name) => name.endsWith(".png"))) {
    const bytes = await Deno.readFile(join(place.folder, "o", name));
    assert.deepEqual([...bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], name);
    assert.ok(bytes.length > 20_000, `${name} shows something`);
  }
});

Deno.test("the same command writes the same bytes", async () => {
  await using place = await openPlace();
  for (const out of ["a", "b"]) assert.equal((await explain(place.folder, "--units", "2", "--out", out)).code, 0);
  assert.equal(await place.read("a/default.units.svg"), await place.read("b/default.units.svg"));
});

Deno.test("a PNG has the SVG's size times the scale, and its letters", async () => {
  const text = (words: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" viewBox="0 0 60 20"><text y="15">${words}</text></svg>`;
  const [words, none] = [await svgToPng(text("−1 Hz"), 2), await svgToPng(text(""), 2)];
  const view = new DataView(words.buffer, words.byteOffset);
  assert.deepEqual([view.getUint32(16), view.getUint32(20)], [120, 40]);
  assert.ok(words.length > none.length + 100, "the font is there");
});

Deno.test("mistakes are told in one line", async () => {
  await using place = await openPlace({ "deaf.safetensors": "no model", "a.mp3": "no music" });
  const told = async (...args: string[]) => {
    const { code, stderr } = await explain(place.folder, ...args);
    return [code, stderr.split("\n").find((line) => line.startsWith("moodline explain: "))];
  };
  assert.deepEqual(await told("a", "b"), [2, "moodline explain: name one model, current number is 2"]);
  assert.deepEqual(await told("--second", "3"), [2, "moodline explain: --second goes with --audio"]);
  assert.deepEqual(await told("--format", "svg,gif"), [
    2,
    "moodline explain: --format must be of svg, png, json, current value is gif",
  ]);
  const [code, line] = await told("deaf.safetensors");
  assert.equal(code, 1);
  assert.match(`${line}`, /^moodline explain: deaf\.safetensors: Cannot /);
  assert.deepEqual(await told("--audio", clip, "--second", "9999", "--units", "1"), [
    1,
    "moodline explain: Cannot explain desert.opus: the time must be ≥ 0 and below 38 s, current value is 9999 s (is this beyond the end?)",
  ]);
});

Deno.test("a model without a network has no figure of units, and says so", async () => {
  const recipe = { ...TINY_RECIPE, hearing: { descriptors: true, network: "none" as const } };
  await using place = await openPlace();
  await place.write(
    "deaf.safetensors",
    writeModelFile(modelContents(trainModel(songs(4, 1), recipe, 1, referenceKernels))),
  );
  const { code, stderr } = await explain(place.folder, "deaf.safetensors");
  assert.deepEqual([code, stderr], [0, "the model has no network, so there are no units to show\n"]);
});
