/**
 * Which audio files are which pieces, and views of them: a piece is named as its files are, without their ending.
 * @module
 */
import { basename, extname, join } from "node:path";
import { VIEW_PERTURBATIONS } from "../core/signal/perturb.ts";
import type { AudioView, PieceAudio } from "./compute.ts";
import { InputError, listAudio, NoAudioError } from "./find_audio.ts";
import { systemReason } from "./system_reason.ts";

/** Names of the pieces that count. */
type PieceNames = Pick<ReadonlyMap<string, unknown>, "has" | "keys">;

/** Path of each file of a folder by its name without the ending. @throws InputError if two are audio of one piece. */
export async function audioByPiece(folder: string, pieces: PieceNames): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const audioPath of await listAudio(folder)) {
    const piece = basename(audioPath, extname(audioPath)), other = paths.get(piece);
    if (other !== undefined && pieces.has(piece)) {
      throw new InputError(`Cannot tell which audio is piece ${piece}: ${other} or ${audioPath}`);
    }
    paths.set(piece, audioPath);
  }
  return paths;
}

/**
 * Versions of each piece in the subfolders of a folder, each named as its subfolder.
 * @throws InputError if the folder has no subfolder with audio of a piece.
 */
export async function viewsByPiece(folder: string, pieces: PieceNames): Promise<Map<string, AudioView[]>> {
  const found = new Map<string, AudioView[]>();
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((cause) => {
    throw new InputError(`Cannot read the folder ${folder}: ${systemReason(cause, "folder")}`, { cause });
  });
  for (const { name } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const isFolder = (await Deno.stat(join(folder, name)).catch(() => null))?.isDirectory;
    if (!isFolder || name.startsWith(".")) continue;
    // A folder of notes is no view.
    const paths = await audioByPiece(join(folder, name), pieces).catch((error) => {
      if (error instanceof NoAudioError) return new Map<string, string>();
      throw error;
    });
    for (const [piece, path] of paths) {
      if (pieces.has(piece)) found.set(piece, [...found.get(piece) ?? [], { name, path }]);
    }
  }
  if (found.size > 0) return found;
  throw new InputError(
    `Cannot find views in ${folder}: it must have subfolders with audio that is named as the pieces`,
  );
}

/** Audio of the pieces that have some, with their views; with `augment` perturbations of the audio are views too. */
export function pieceAudio(
  paths: ReadonlyMap<string, string>,
  pieces: PieceNames,
  { views, augment }: { views?: ReadonlyMap<string, AudioView[]>; augment: boolean },
): PieceAudio[] {
  return [...pieces.keys()].flatMap((piece) => {
    const path = paths.get(piece);
    if (path === undefined) return [];
    const perturbed = augment ? VIEW_PERTURBATIONS.map((name) => ({ name, path, perturbation: name })) : [];
    return [{ piece, path, views: [...views?.get(piece) ?? [], ...perturbed] }];
  });
}
