/**
 * Adding a model version from the bytes of a model file.
 * @module
 */
import { modelFromContents } from "../core/model/file.ts";
import { requireFeatureVersion } from "../core/model/model.ts";
import { readModelFile } from "../formats/model_file.ts";
import type { BlobFiles } from "../store/blobs.ts";
import { addModel } from "../store/models.ts";
import type { Database, Scope } from "../store/schema.ts";
import { recordBlob } from "../store/tracks.ts";

export const MODEL_MEDIA_TYPE = "application/octet-stream";

/**
 * Stores a model file as a version, once it is known to work. It is not the active one until it is promoted.
 * @param options.id row id; a new one by default
 * @throws SyntaxError with the reason if the file is malformed, RangeError if another version of the code made it
 */
export async function addModelFile(
  { db, blobs }: { db: Database; blobs: BlobFiles },
  scope: Scope,
  { bytes, ...options }: { bytes: Uint8Array; id?: string; parentId: string | null },
): Promise<{ id: string; created: boolean }> {
  const contents = readModelFile(bytes), model = modelFromContents(contents);
  requireFeatureVersion(model);
  // What the model has learned from each correction is long, and nothing to read.
  const { memory: _, ...card } = contents.metadata;
  const blob = await blobs.put(bytes);
  return await db.transaction().execute(async (tx) => {
    await recordBlob(tx, scope, { ...blob, mediaType: MODEL_MEDIA_TYPE });
    return addModel(tx, scope, {
      ...options,
      name: model.id,
      recipe: model.recipe.name,
      sha256: blob.sha256,
      card,
    });
  });
}
