/**
 * Files that commands read. Errors name the file as the user would type it.
 * @module
 */
import { modelFromContents } from "../core/model/file.ts";
import { requireFeatureVersion } from "../core/model/model.ts";
import { readModelFile } from "../formats/model_file.ts";
import { systemReason } from "../jobs/system_reason.ts";
import type { CliServices } from "./command.ts";
import { shownPath } from "./output.ts";

/** Text of a file; an error names the file and the cause. */
export async function readText(path: string, shown: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (cause) {
    const reason = cause instanceof TypeError ? "it must be UTF-8 text" : systemReason(cause, "file");
    throw new Error(`Cannot read ${shown}: ${reason}`, { cause });
  }
}

/** Read what a file holds; an error names the file. */
export function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** See that a model can be used before a batch begins: else every file of it would fail with the same words. */
export async function requireModel(path: string, services: CliServices): Promise<void> {
  const shown = shownPath(services, path);
  const bytes = await Deno.readFile(path).catch((cause) => {
    const advice = path === services.defaultModelPath
      ? " (give one with --model, or make one with: deno task moodline train)"
      : "";
    throw new Error(`Cannot read the model ${shown}: ${systemReason(cause, "file")}${advice}`, { cause });
  });
  named(shown, () => requireFeatureVersion(modelFromContents(readModelFile(bytes))));
}
