/**
 * What `train` and `evaluate` learn from: audio files and the annotations of them, joined by the pieces' names.
 * @module
 */
import { basename, extname } from "node:path";
import { RECIPES } from "../core/model/recipe.ts";
import { type RatedPiece, readRatedCsv } from "../formats/rated_csv.ts";
import type { PieceAudio } from "../jobs/compute.ts";
import { InputError, listAudio } from "../jobs/find_audio.ts";
import { audioByPiece, pieceAudio, viewsByPiece } from "../jobs/piece_audio.ts";
import { cacheOptions, kernelsOption, path, requiredPath } from "./arguments.ts";
import type { Call } from "./command.ts";
import { named, readText } from "./input.ts";
import { say, shownPath } from "./output.ts";

export interface TrainingData {
  /** Annotated pieces that have audio, by name. */
  audio: PieceAudio[];
  annotationsPath: string;
}

/** Ratings or targets of the same pieces. */
export type RatedPieces = (RatedPiece & { name: string })[];

/**
 * `--audio` and `--annotations`, checked before any work starts. Pieces without audio are told of and left out.
 * @throws InputError if no piece has audio, or two files are audio of one piece.
 */
export async function readTrainingData(call: Call): Promise<{ data: TrainingData; rated: RatedPieces }> {
  const { services } = call;
  const audioDirectory = requiredPath(call, "audio"), annotationsPath = requiredPath(call, "annotations");
  const shown = shownPath(services, annotationsPath);
  const text = await readText(annotationsPath, shown);
  const pieces = named(shown, () => readRatedCsv(text));
  const paths = await audioByPiece(audioDirectory, pieces);
  const missing = [...pieces.keys()].filter((piece) => !paths.has(piece));
  if (missing.length === pieces.size) {
    const guess = extname(missing[0]) ? ` (is ${JSON.stringify(missing[0])} named with its ending?)` : "";
    throw new InputError(`Cannot match ${shown} with ${audioDirectory}: no piece has audio there${guess}`);
  }
  if (missing.length > 0) {
    const names = missing.slice(0, 5).join(", ") + (missing.length > 5 ? ", …" : "");
    say(
      services,
      `warning: ${missing.length} of ${pieces.size} annotated pieces have no audio and are left out: ${names}`,
    );
  }
  const viewsFolder = path(call, "views"), views = viewsFolder ? await viewsByPiece(viewsFolder, pieces) : undefined;
  const audio = pieceAudio(paths, pieces, { views, augment: call.values.augment === true });
  return {
    data: { audio, annotationsPath },
    rated: audio.map(({ piece }) => ({ name: piece, ...pieces.get(piece)! })),
  };
}

/**
 * Audio of `--unlabelled`; undefined without it.
 * @throws InputError if there is none in the folder, or one is named as a rated piece: a network must not know what it is tested on.
 */
export async function readUnlabelled(call: Call, { audio }: TrainingData): Promise<string[] | undefined> {
  const folder = path(call, "unlabelled"), rated = new Set(audio.map(({ piece }) => piece));
  if (folder === undefined) return undefined;
  const found = await listAudio(folder), known = found.find((one) => rated.has(basename(one, extname(one))));
  if (known === undefined) return found;
  throw new InputError(`Cannot pre-train on ${known}: a rated piece has that name (--unlabelled takes other music)`);
}

/** Names of the recipes, in rows that fit a terminal. */
function recipeRows(perRow = 7): string[] {
  const names = Object.keys(RECIPES), rows = Math.ceil(names.length / perRow);
  return Array.from({ length: rows }, (_, row) => names.slice(row * perRow, (row + 1) * perRow).join(", "));
}

/** Options that `train` and `evaluate` share. */
export const trainingOptions = {
  audio: { type: "string", value: "DIR", help: "folder with the audio of the pieces" },
  annotations: {
    type: "string",
    value: "FILE",
    help: "CSV file: piece,annotator,time_s,arousal,valence, or of means and deviations:\n" +
      "piece,time_s,arousal,valence,arousal_sd,valence_sd; the header says which\n" +
      "(piece: name of the audio file without its ending)",
  },
  recipe: {
    type: "string",
    value: "NAME",
    help: `how to train (default: default); one of\n${recipeRows().join(",\n")}`,
  },
  views: {
    type: "string",
    value: "DIR",
    help: "folder whose subfolders hold the same pieces played otherwise:\nlearned from, so that the sound counts less",
  },
  unlabelled: {
    type: "string",
    value: "DIR",
    help: "folder with audio that nobody rated: the network is\npre-trained on it, too",
  },
  augment: { type: "boolean", help: "also learn from each piece after EQ, a low-pass and noise" },
  seed: { type: "string", value: "N", help: "seed of all randomness (default: 1)" },
  ...kernelsOption,
  ...cacheOptions,
} as const;

export const MAX_SEED = 2 ** 32 - 1;
