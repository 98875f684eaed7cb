/**
 * What a new workspace begins with: the default model and the demo clips.
 * @module
 */
import { basename } from "node:path";
import type { ReceivedFile } from "./add_tracks.ts";
import { addTracks } from "./add_tracks.ts";
import { addModelFile } from "./add_model.ts";
import { findAudio } from "./find_audio.ts";
import { activeModelId, promoteModel } from "../store/models.ts";
import { listTrackIds } from "../store/tracks.ts";
import type { Workspace } from "./workspace.ts";

/** Makes the default model the active one where none is, for all tracks there are. A missing file is left for later. */
export async function importDefaultModel(workspace: Workspace, modelPath: string): Promise<void> {
  const { db, scope } = workspace;
  if (await activeModelId(db, scope) !== null) return;
  const bytes = await unlessMissing(Deno.readFile(modelPath));
  if (!bytes) return;
  const { id } = await addModelFile(workspace, scope, { bytes, parentId: null });
  await promoteModel(db, scope, id);
  await workspace.analyze(scope, { trackIds: await listTrackIds(db, scope), modelId: id });
}

/** Adds the clips of a folder, and queues their analysis, where there are no tracks yet. */
export async function importDemo(workspace: Workspace, directory: string): Promise<void> {
  const { db, scope, blobs } = workspace;
  if ((await listTrackIds(db, scope)).length > 0 || !await unlessMissing(Deno.stat(directory))) return;
  const files: ReceivedFile[] = [];
  for (const { audioPath } of await findAudio([directory])) {
    const file = await Deno.open(audioPath);
    files.push({ name: basename(audioPath), blob: await blobs.receive(file.readable, { limitBytes: Infinity }) });
  }
  await addTracks(workspace, scope, files);
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | null> {
  return await reading.catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
}
