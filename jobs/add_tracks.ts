/**
 * Adding received audio files as tracks, each queued for analysis by the active model.
 * @module
 */
import { AudioError } from "../audio/error.ts";
import { ByteFile } from "../audio/file.ts";
import { detectKind } from "../audio/sniff.ts";
import type { PendingBlob } from "../store/blobs.ts";
import type { JobRecord } from "../store/jobs.ts";
import { activeModelId } from "../store/models.ts";
import type { Scope } from "../store/schema.ts";
import { addTrack, recordBlob } from "../store/tracks.ts";
import type { Workspace } from "./workspace.ts";

export interface ReceivedFile {
  /** Whatever the sender called it. */
  name: string;
  blob: PendingBlob;
}

export interface AddedTrack {
  trackId: string;
  /** false when the project had the content already. */
  created: boolean;
  /** null when the track has its timeline, or no model is active. */
  job: JobRecord | null;
}

/** By the content, never by the name or what the sender claims: it is served as this. */
const MEDIA_TYPES: Record<string, string> = {
  wav: "audio/wav",
  aiff: "audio/aiff",
  flac: "audio/flac",
  ogg: "audio/ogg",
  mp3: "audio/mpeg",
  mp4: "audio/mp4",
  matroska: "audio/webm",
  aac: "audio/aac",
};
const UNKNOWN_MEDIA_TYPE = "application/octet-stream";

/** Adds the files in one transaction; the same content is one track. */
export async function addTracks(
  workspace: Workspace,
  scope: Scope,
  files: readonly ReceivedFile[],
): Promise<AddedTrack[]> {
  const { db, blobs, bus } = workspace;
  const mediaTypes: string[] = [];
  for (const { blob } of files) {
    await blob.keep();
    mediaTypes.push(await mediaTypeOf(blobs.path(blob.sha256)));
  }
  const tracks = await db.transaction().execute(async (tx) => {
    const added: { id: string; created: boolean }[] = [];
    for (const [index, { name, blob: { sha256, bytes } }] of files.entries()) {
      await recordBlob(tx, scope, { sha256, bytes, mediaType: mediaTypes[index] });
      added.push(await addTrack(tx, scope, { name: displayName(name), sha256 }));
    }
    return added;
  });
  const modelId = await activeModelId(db, scope);
  const jobs = modelId ? await workspace.analyze(scope, { trackIds: tracks.map((track) => track.id), modelId }) : [];
  for (const { id } of tracks) bus.publish(scope.projectId, { type: "track", trackId: id });
  const jobOf = new Map(jobs.map((job) => [job.trackId, job]));
  return tracks.map(({ id, created }) => ({ trackId: id, created, job: jobOf.get(id) ?? null }));
}

async function mediaTypeOf(path: string): Promise<string> {
  let file: ByteFile | undefined;
  try {
    file = await ByteFile.open(path);
    const kind = await detectKind(file);
    return MEDIA_TYPES[kind.format === "other" ? kind.name : kind.format] ?? UNKNOWN_MEDIA_TYPE;
  } catch (error) {
    if (error instanceof AudioError) return UNKNOWN_MEDIA_TYPE; // the analysis will say what is wrong with it
    throw error;
  } finally {
    file?.close();
  }
}

/** Longest name that is kept, in UTF-16 units. */
const MAX_NAME = 300;

/**
 * A name to show, folders included, from whatever was sent: no control or direction-changing characters, no drive, no
 * `.` or `..`. It is never used as a path.
 */
export function displayName(sent: string): string {
  const name = sent.replaceAll("%22", '"').normalize("NFC") // browsers write a quote so
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, "")
    .slice(-MAX_NAME).replaceAll("\\", "/").replace(/^[a-z]:\//i, "")
    .split("/").map((part) => part.trim()).filter((part) => part !== "" && part !== "." && part !== "..").join("/");
  return name.toWellFormed() || "untitled";
}
