/**
 * Adding a model version from the bytes of a model file.
 * @module
 */
import { readModelFile } from "../formats/model_file.ts";
import type { BlobFiles } from "../store/blobs.ts";
import { addModel } from "../store/models.ts";
import type { Database, Scope } from "../store/schema.ts";
import { recordBlob } from "../store/tracks.ts";

export const MODEL_MEDIA_TYPE = "application/octet-stream";

/**
 * Stores a model file as a version. It is not the active one until it is promoted.
 * @param options.id row id; a new one by default
 * @throws SyntaxError with the reason if the file is malformed
 */
export async function addModelFile(
  { db, blobs }: { db: Database; blobs: BlobFiles },
  scope: Scope,
  { bytes, ...options }: { bytes: Uint8Array; id?: string; parentId: string | null },
): Promise<{ id: string; created: boolean }> {
  const { metadata: card } = readModelFile(bytes);
  const blob = await blobs.put(bytes);
  return await db.transaction().execute(async (tx) => {
    await recordBlob(tx, scope, { ...blob, mediaType: MODEL_MEDIA_TYPE });
    return addModel(tx, scope, {
      ...options,
      name: textOf(card.id, blob.sha256.slice(0, 12)),
      recipe: textOf(card.recipe, "unknown"),
      sha256: blob.sha256,
      card,
    });
  });
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value.slice(0, 200) : otherwise;
}
