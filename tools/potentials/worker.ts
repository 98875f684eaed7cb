/**
 * Does folds in a thread of its own: `{ pieces, fold, options }` in, {@link FoldResult} out.
 * @module
 */
import type { TrainingPiece } from "../../core/model/training_piece.ts";
import { createWasmKernels } from "../../kernels/wasm.ts";
import type { FieldPiece } from "./field.ts";
import { potentialRows } from "./rows.ts";
import { listenToFold, type RowResult, type StudyOptions, studyRow } from "./study.ts";

export interface FoldRequest {
  pieces: TrainingPiece[];
  fold: number;
  options: StudyOptions;
}

/** Progress while it runs, the results at the end. */
export type FoldReply = { message: string } | { results: RowResult[]; training: FieldPiece[] };

declare const self: {
  onmessage: ((event: MessageEvent<FoldRequest>) => void) | null;
  postMessage(reply: FoldReply): void;
};

// Messages that come before this is set are lost, so nothing is awaited first.
self.onmessage = async ({ data: { pieces, fold, options } }) => {
  const kernels = await createWasmKernels({ threads: 1 });
  const heard = listenToFold(pieces, fold, options, kernels);
  const results = potentialRows(options.recipe).map((row) => {
    const before = performance.now(), result = studyRow(row, heard, options.recipe, kernels);
    const seconds = ((performance.now() - before) / 1000).toFixed(0);
    self.postMessage({ message: `fold ${fold + 1}: ${row.group}, ${row.name}: ${seconds} s` });
    return result;
  });
  self.postMessage({ results, training: heard.training });
};
