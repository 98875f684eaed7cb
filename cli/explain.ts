/**
 * `moodline explain`: what a model's hidden units hear, when they fire in a song, and why its map is as it is.
 * @module
 */
import { basename, join, resolve } from "node:path";
import { attributionFigure } from "../formats/figures/attribution_figure.ts";
import { songFigure } from "../formats/figures/song_figure.ts";
import { unitsFigure } from "../formats/figures/unit_figure.ts";
import { insightJson } from "../formats/insight_json.ts";
import type { ExplainRequest, ExplainResult } from "../jobs/compute.ts";
import { findAudio } from "../jobs/find_audio.ts";
import { makeFolder, writeFileWhole } from "../jobs/write_file.ts";
import { cacheFolder, cacheOptions, kernelName, kernelsOption, path, text, wholeNumber } from "./arguments.ts";
import { type Call, type Command, UsageError } from "./command.ts";
import { requireModel } from "./input.ts";
import { interruptible } from "./interruption.ts";
import { printJson, say, shownPath } from "./output.ts";
import { callProgress, openProgress } from "./progress.ts";
import { PNG_SCALE, svgToPng } from "./svg_to_png.ts";

const FORMATS = ["svg", "png", "json"] as const;
type FigureFormat = typeof FORMATS[number];

/** Units in the figures unless the user asks for more: those that matter, on one page. */
const SHOWN_UNITS = 12;
const MOST_SHOWN = 10_000;

export const explain: Command = {
  name: "explain",
  summary: "figures of what a model's hidden units hear, when they fire in a song, and why its map is as it is",
  usage: "[<model.safetensors>] [--audio FILE [--second N]] [options]",
  options: {
    audio: { type: "string", value: "FILE", help: "a song: when units fire in it, and why its map is as it is" },
    second: { type: "string", value: "N", help: "second of the song whose map is explained (default: the middle one)" },
    units: { type: "string", value: "N", help: `units in the figures, the most influential (default: ${SHOWN_UNITS})` },
    out: {
      type: "string",
      short: "o",
      value: "DIR",
      help: "folder to write to, made if missing (default: the current one)",
    },
    format: {
      type: "string",
      value: "LIST",
      help: "formats, separated by commas (default: svg): svg, png (figures),\njson (their numbers)",
    },
    ...kernelsOption,
    ...cacheOptions,
    json: { type: "boolean", help: "print the numbers and the names of the files as JSON" },
  },
  details:
    "Without a model the one that comes with Moodline is explained. Files: MODEL.units.svg; with --audio also\n" +
    "SONG.firing.svg and SONG.attribution.svg; MODEL.insight.json. How to read them: docs/insight.md.",
  examples: [
    "deno task moodline explain --out figures",
    "deno task moodline explain my.safetensors --format svg,png --units 30",
    "deno task moodline explain --audio song.mp3 --second 42 --out figures --format png",
  ],
  run: (call) => interruptible((signal) => runExplain(call, signal)),
};

async function runExplain(call: Call, signal: AbortSignal): Promise<number> {
  const { services, positionals } = call;
  if (positionals.length > 1) throw new UsageError(`name one model, current number is ${positionals.length}`);
  const formats = readFormats(text(call, "format"));
  const shown = wholeNumber(call, "units", { min: 1, max: MOST_SHOWN }) ?? SHOWN_UNITS;
  const outDirectory = path(call, "out") ?? services.cwd;
  const modelPath = positionals.length > 0 ? resolve(services.cwd, positionals[0]) : services.defaultModelPath;
  const song = await readSong(call);
  await requireModel(modelPath, services);
  const compute = services.openCompute({ kernels: kernelName(call), cacheFolder: await cacheFolder(call) }),
    display = openProgress(services);
  const result = await compute.explain({ modelPath, units: shown, song: song?.request }, {
    signal,
    onProgress: callProgress(display, services),
  }).finally(() => display.stop());
  await makeFolder(outDirectory);
  const stems = { model: basename(modelPath).replace(/\.safetensors$/, ""), song: song?.stem ?? "" };
  const files: string[] = [];
  for (const { name, content } of await contentsOf(result, stems, formats)) {
    const file = join(outDirectory, name);
    await writeFileWhole(file, content);
    files.push(file);
    say(services, `written: ${shownPath(services, file)}`);
  }
  if (result.insight.units.length === 0) say(services, "the model has no network, so there are no units to show");
  if (call.values.json) printJson(services, { ...insightJson(result.insight, result.song), files });
  return 0;
}

function readFormats(list = "svg"): Set<FigureFormat> {
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !(FORMATS as readonly string[]).includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw new UsageError(`--format must be of ${FORMATS.join(", ")}, current value is ${unknown ?? list}`);
  }
  return new Set(names as FigureFormat[]);
}

async function readSong(call: Call): Promise<{ request: ExplainRequest["song"]; stem: string } | undefined> {
  const audioPath = path(call, "audio"), atSeconds = wholeNumber(call, "second", { min: 0, max: 1e6 });
  if (audioPath === undefined) {
    if (atSeconds !== undefined) throw new UsageError("--second goes with --audio");
    return undefined;
  }
  const items = await findAudio([audioPath]);
  if (items.length !== 1) throw new UsageError(`--audio must be one file, current number is ${items.length}`);
  const [{ audioPath: found, stem }] = items;
  return { request: { audioPath: found, atSeconds }, stem: basename(stem) };
}

interface Written {
  name: string;
  content: string | Uint8Array;
}

async function contentsOf(
  { insight, song }: ExplainResult,
  stems: { model: string; song: string },
  formats: Set<FigureFormat>,
): Promise<Written[]> {
  const figures: Record<string, string> = {};
  const anyUnits = insight.units.length > 0;
  if (anyUnits) figures[`${stems.model}.units`] = unitsFigure(insight, insight.units);
  if (song) {
    if (anyUnits) figures[`${stems.song}.firing`] = songFigure(insight, song.firing);
    figures[`${stems.song}.attribution`] = attributionFigure(song.explained);
  }
  const written: Written[] = [];
  for (const [name, svg] of Object.entries(figures)) {
    if (formats.has("svg")) written.push({ name: `${name}.svg`, content: svg });
    if (formats.has("png")) written.push({ name: `${name}.png`, content: await svgToPng(svg, PNG_SCALE) });
  }
  const numbers = () => `${JSON.stringify(insightJson(insight, song))}\n`;
  if (formats.has("json")) written.push({ name: `${stems.model}.insight.json`, content: numbers() });
  return written;
}
