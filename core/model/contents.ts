/**
 * What a model file holds, before it is bytes and after.
 * @module
 */
import type { Tensor } from "../matrix.ts";

/** Tensors by name, and everything else as JSON. Writing and reading bytes is `formats/model_file.ts`. */
export interface ModelContents {
  metadata: Record<string, unknown>;
  tensors: Record<string, Tensor>;
}
