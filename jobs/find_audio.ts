/**
 * What a batch analysis will read and write, decided before any work starts.
 * @module
 */
import { basename, extname, join, relative, resolve } from "node:path";
import { isAudioName } from "../core/audio_endings.ts";
import { systemReason } from "./system_reason.ts";

/** One file to analyse. One that is named itself is tried whatever its ending. */
export interface AudioItem {
  audioPath: string;
  /** Where its outputs go: below the output folder, without an ending. */
  stem: string;
}

/** Two inputs would write one file, or there is nothing to analyse. */
export class InputError extends Error {
  override name = "InputError";
}

/** A folder without audio. */
export class NoAudioError extends InputError {}

/**
 * The audio files named by `inputs`: files as they are, folders with all below them, in the order of their names.
 * Of a folder the subfolders are kept in `stem`, not its own name. A file named twice counts once; hidden files and
 * folders are left out.
 * @param inputs absolute paths.
 * @throws InputError if a folder holds no audio, or two files would have one stem.
 */
export async function findAudio(inputs: readonly string[]): Promise<AudioItem[]> {
  const byStem = new Map<string, string>();
  for (const input of inputs) {
    for (const { audioPath, stem } of await expand(resolve(input))) {
      const other = byStem.get(stem);
      if (other !== undefined && other !== audioPath) {
        throw new InputError(
          `Cannot analyse both ${other} and ${audioPath}: they would be written to one file, ${stem}.moodline.json ` +
            "(rename one, or analyse them into two folders)",
        );
      }
      byStem.set(stem, audioPath);
    }
  }
  return Array.from(byStem, ([stem, audioPath]) => ({ audioPath, stem }));
}

async function expand(input: string): Promise<AudioItem[]> {
  // A file that is not there is an item all the same: its analysis says so, and the others go on.
  const info = await Deno.stat(input).catch(() => null);
  if (!info?.isDirectory) return [{ audioPath: input, stem: stemOf(basename(input)) }];
  const paths = await listAudio(input);
  return paths.map((audioPath) => ({ audioPath, stem: stemOf(relative(input, audioPath)) }));
}

/**
 * Every audio file below a folder, in the order of their names.
 * @throws InputError if there is none.
 */
export async function listAudio(folder: string): Promise<string[]> {
  const paths = await Array.fromAsync(walk(folder, new Set())).catch((cause) => {
    throw new InputError(`Cannot read the folder ${folder}: ${systemReason(cause, "folder")}`, { cause });
  });
  if (paths.length === 0) throw new NoAudioError(`Cannot find audio in ${folder}: there is none`);
  return paths;
}

/** Audio files below a folder, depth first, names ascending. Links are followed, each folder is entered once. */
async function* walk(folder: string, entered: Set<string>): AsyncGenerator<string> {
  const real = await Deno.realPath(folder);
  if (entered.has(real)) return;
  entered.add(real);
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  for (const name of names) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    const info = await Deno.stat(path).catch(() => null); // a link to nowhere
    if (info?.isDirectory) yield* walk(path, entered);
    else if (info?.isFile && isAudioName(name)) yield path;
  }
}

function stemOf(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}
