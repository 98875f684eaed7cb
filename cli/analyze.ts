/**
 * `moodline analyze`: audio in, timelines out.
 * @module
 */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { type ExportFormat, exportFormats, findFormat } from "../formats/registry.ts";
import { writeSummaryCsv } from "../formats/summary_csv.ts";
import { analyzeFiles, type FileResult } from "../jobs/analyze_files.ts";
import { findAudio } from "../jobs/find_audio.ts";
import { makeFolder, writeFileWhole } from "../jobs/write_file.ts";
import {
  cacheFolder,
  cacheOptions,
  decoderChoice,
  decoderOption,
  kernelName,
  kernelsOption,
  path,
  text,
  wholeNumber,
} from "./arguments.ts";
import { asUsage, type Call, type CliServices, type Command, UsageError } from "./command.ts";
import { requireModel } from "./input.ts";
import { interruptible } from "./interruption.ts";
import { oneLine, printJson, shownPath } from "./output.ts";
import { openProgress } from "./progress.ts";

export const analyze: Command = {
  name: "analyze",
  summary: "predict how the emotion of music moves: audio files in, heatmap timelines out",
  usage: "<audio files or folders…> [options]",
  options: {
    model: { type: "string", value: "FILE", help: "model to use (default: the one that comes with Moodline)" },
    out: {
      type: "string",
      short: "o",
      value: "DIR",
      help: "folder to write to, made if missing (default: the current one)",
    },
    format: {
      type: "string",
      value: "LIST",
      help: "formats, separated by commas; timeline-json is always among them:\n" +
        exportFormats.map(({ name, title }) => `${name}: ${title}`).join("\n"),
    },
    summary: { type: "string", value: "FILE", help: "also write one CSV file with a row a song" },
    jobs: { type: "string", short: "j", value: "N", help: "files in work at the same time (default: number of cores)" },
    ...kernelsOption,
    ...decoderOption("auto"),
    ...cacheOptions,
    json: { type: "boolean", help: "print what became of each file as JSON" },
  },
  details: "Of a folder all audio below it is analysed; its subfolders are kept below --out. song.mp3 becomes\n" +
    "song.moodline.json. Files whose timeline is finished (same audio, same model) are left alone, so a batch that was\n" +
    "stopped goes on where it was. A file that fails is named on stderr, and the others go on.",
  examples: [
    "deno task moodline analyze song.mp3",
    "deno task moodline analyze music/ --out timelines --jobs 4",
    "deno task moodline analyze music/ --out timelines --format csv --summary songs.csv",
  ],
  run: (call) => interruptible((signal) => runAnalyze(call, signal)),
};

async function runAnalyze(call: Call, signal: AbortSignal): Promise<number> {
  const { services, positionals } = call;
  if (positionals.length === 0) throw new UsageError("name at least one audio file or folder");
  const formats = readFormats(text(call, "format"));
  const jobs = wholeNumber(call, "jobs", { min: 1, max: 1024 }) ?? availableParallelism();
  const outDirectory = path(call, "out") ?? services.cwd, summaryPath = path(call, "summary");
  const modelPath = path(call, "model") ?? services.defaultModelPath;
  const compute = services.openCompute({
    kernels: kernelName(call),
    decoder: decoderChoice(call) ?? "auto",
    cacheFolder: await cacheFolder(call),
  });
  const items = await findAudio(positionals.map((input) => resolve(services.cwd, input)));
  await requireModel(modelPath, services);
  await makeFolder(outDirectory);

  const display = openProgress(services);
  const fractions = new Map<string, number>();
  let done = 0;
  const total = items.length;
  const update = (name: string) => {
    const working = fractions.values().reduce((sum, fraction) => sum + fraction, 0);
    display.update((done + working) / total, `${done}/${total} ${name}`);
  };
  let results: FileResult[];
  try {
    results = await analyzeFiles(items, {
      ...{ compute, modelPath, outDirectory, formats, jobs, signal },
      onStart: ({ stem }) => update(stem),
      onProgress: ({ stem }, fraction) => {
        fractions.set(stem, fraction);
        update(stem);
      },
      onDone: (result) => {
        done++;
        fractions.delete(result.item.stem);
        const line = resultLine(result, services);
        // On a terminal the bar tells of what went well.
        if (result.state === "failed" || !services.isTerminal) display.line(line);
        update(result.item.stem);
      },
    });
  } finally {
    display.stop();
  }
  const songs = results.filter((result) => result.state !== "failed").map(({ summary }) => summary);
  if (summaryPath) await writeFileWhole(summaryPath, writeSummaryCsv(songs));
  return report(results, { total, stopped: signal.aborted, json: call.values.json === true, services, outDirectory });
}

function readFormats(list: string | undefined): ExportFormat[] {
  const names = (list ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
  return [...new Set(names)].map((name) => asUsage(() => findFormat(exportFormats, name)));
}

function resultLine(result: FileResult, services: CliServices): string {
  const name = shownPath(services, result.item.audioPath);
  if (result.state === "failed") return `error: ${name}: ${result.reason}`;
  return `${result.state}: ${name} -> ${shownPath(services, result.timelinePath)}`;
}

function report(
  results: FileResult[],
  { total, stopped, json, services, outDirectory }: {
    total: number;
    stopped: boolean;
    json: boolean;
    services: CliServices;
    outDirectory: string;
  },
): number {
  const count = (state: FileResult["state"]) => results.filter((result) => result.state === state).length;
  const counts = { written: count("written"), unchanged: count("unchanged"), failed: count("failed") };
  if (json) printJson(services, { ...counts, stopped, files: results.map(jsonResult) });
  const parts = Object.entries(counts).filter(([, number]) => number > 0).map(([state, number]) =>
    `${number} ${state}`
  );
  const left = total - results.length;
  if (stopped) parts.push(`stopped with ${left} left (the same command goes on from here)`);
  if (total > 1 || services.isTerminal || stopped) {
    services.stderr(oneLine(`${parts.join(", ")} in ${shownPath(services, outDirectory)}`) + "\n");
  }
  return counts.failed > 0 || stopped ? 1 : 0;
}

function jsonResult(result: FileResult): Record<string, unknown> {
  const { item: { audioPath }, state } = result;
  if (result.state === "failed") return { audio: audioPath, state, error: result.reason };
  const { name: _, ...summary } = result.summary;
  return { audio: audioPath, state, timeline: result.timelinePath, ...summary };
}
