/**
 * The `audit` job: a track and a model → what only the sound tells about the timeline ({@link AuditEvidence}). Finished
 * means that its row exists, and the file that it names: evidence that is lost is made again. What is found by it follows
 * from the corrections too, and is worked out when somebody asks.
 * @module
 */
import { type AuditFinding, auditTimeline } from "../core/review/audit.ts";
import type { AuditEvidence } from "../core/review/audit_evidence.ts";
import { addAudit, getAudit } from "../store/audits.ts";
import { listCorrections } from "../store/corrections.ts";
import { getModel } from "../store/models.ts";
import type { Scope } from "../store/schema.ts";
import { getTrackFiles, recordBlob } from "../store/tracks.ts";
import type { JobTools } from "./analyze.ts";
import type { CallOptions } from "./compute.ts";
import { correctedTimeline } from "./corrected_timelines.ts";
import { isPermanent, JobError, namedFailure } from "./failure.ts";

interface AuditKey {
  trackId: string;
  modelId: string;
}

/** Hears a track at another level, unless that was done before. */
export async function auditTrack(
  tools: JobTools,
  scope: Scope,
  { trackId, modelId, ...options }: AuditKey & CallOptions,
): Promise<void> {
  if (await storedEvidence(tools, scope, { trackId, modelId })) return;
  const { db, blobs, compute, bus } = tools;
  const track = await getTrackFiles(db, scope, trackId), model = await getModel(db, scope, modelId);
  if (!track || !model) throw new JobError("Cannot audit: the track and the model must exist");
  const audioPath = blobs.path(track.sha256);
  try {
    const evidence = await compute.audit({ audioPath, modelPath: blobs.path(model.sha256) }, options);
    options.signal?.throwIfAborted();
    const blob = await blobs.put(new TextEncoder().encode(JSON.stringify(evidence)));
    await db.transaction().execute(async (tx) => {
      await recordBlob(tx, scope, { ...blob, mediaType: "application/json" });
      await addAudit(tx, scope, { trackId, modelId, sha256: blob.sha256 });
    });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    throw namedFailure(error, { path: audioPath, name: track.name });
  }
  bus.publish(scope.projectId, { type: "track", trackId });
}

/** The evidence of a track and a model; null where there is none, or its file is lost. */
export async function storedEvidence(
  { db, blobs }: Pick<JobTools, "db" | "blobs">,
  scope: Scope,
  key: AuditKey,
): Promise<AuditEvidence | null> {
  const audit = await getAudit(db, scope, key);
  if (!audit) return null;
  try {
    return JSON.parse(await Deno.readTextFile(blobs.path(audit.sha256)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return null;
  }
}

/** What there is to look at in the timeline of a blob, and whether the sound was heard for it. */
export async function findings(
  { db, blobs }: Pick<JobTools, "db" | "blobs">,
  scope: Scope,
  { trackId, modelId, sha256 }: AuditKey & { sha256: string },
): Promise<{ heard: boolean; findings: AuditFinding[] }> {
  const evidence = await storedEvidence({ db, blobs }, scope, { trackId, modelId });
  const events = await listCorrections(db, scope, trackId);
  const timeline = await correctedTimeline(blobs, { trackId, sha256, events: [] });
  const corrected = await correctedTimeline(blobs, { trackId, sha256, events });
  return { heard: evidence !== null, findings: auditTimeline({ timeline, corrected, events, evidence }) };
}
