/**
 * What an instrument costs that a model has not met: each instrument of the views in its turn teaches nothing and is asked for.
 * @module
 */
import type { PerturbationReport } from "../core/evaluation/perturbation.ts";
import type { Compute, CrossValidationSubject, EvaluateRequest, PieceAudio } from "../jobs/compute.ts";

interface UnheardOptions {
  audio: PieceAudio[];
  annotationsPath: string;
  /** Of the cross-validations, one an instrument. */
  subject: Pick<CrossValidationSubject, "recipes" | "folds" | "seed">;
  onProgress: (progress: { fraction: number; message: string }) => void;
}

/** @returns by the name of the instrument with "unheard" behind it. */
export async function unheardInstruments(
  compute: Compute,
  { audio, annotationsPath, subject: { recipes, folds, seed }, onProgress }: UnheardOptions,
): Promise<PerturbationReport> {
  const unheard: PerturbationReport = {};
  for (const name of instrumentsOf(audio)) {
    const of = (piece: PieceAudio) => piece.views?.find((view) => view.name === name);
    const request: EvaluateRequest = {
      audio: audio.map((piece) => ({ ...piece, views: piece.views?.filter((view) => view.name !== name) })),
      annotationsPath,
      subject: {
        ...{ recipes, folds, seed, control: false },
        versions: audio.flatMap((piece) => of(piece) ? [{ piece: piece.piece, version: of(piece)! }] : []),
      },
    };
    const { perturbations } = await compute.evaluate(request, {
      onProgress: ({ fraction, message }) => onProgress({ fraction, message: `without ${name}: ${message}` }),
    });
    unheard[`${name}, unheard`] = perturbations![name];
  }
  return unheard;
}

/** Names of the views that are other recordings, not perturbations. */
function instrumentsOf(audio: readonly PieceAudio[]): Set<string> {
  const views = audio.flatMap((piece) => piece.views ?? []);
  return new Set(views.filter(({ perturbation }) => perturbation === undefined).map(({ name }) => name));
}
