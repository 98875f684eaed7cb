/**
 * What a list says about a track and about the work that is going on.
 * @module
 */

/** What it needs to know of a job. */
export interface ListedJob {
  id: string;
  kind: string;
  state: string;
  progress: number;
  message: string;
  trackId: string | null;
  createdAt: number;
  updatedAt: number;
}

export type TrackState =
  | { kind: "ready" | "missing" }
  | { kind: "working"; progress: number; message: string }
  | { kind: "failed"; message: string };

const isOpen = ({ state }: ListedJob) => state === "queued" || state === "running";

/** A job in work is told first, then what there is, then why there is nothing. */
export function trackState(hasTimeline: boolean, newestJob: ListedJob | undefined): TrackState {
  if (newestJob && isOpen(newestJob)) {
    return { kind: "working", progress: newestJob.progress, message: newestJob.message };
  }
  if (hasTimeline) return { kind: "ready" };
  return newestJob?.state === "failed" ? { kind: "failed", message: newestJob.message } : { kind: "missing" };
}

/** The newest analysis of each track. */
export function newestAnalyses<J extends ListedJob>(jobs: Iterable<J>): Map<string, J> {
  const newest = new Map<string, J>();
  for (const job of jobs) {
    if (job.trackId === null || job.kind !== "analyze") continue;
    const known = newest.get(job.trackId);
    if (!known || job.createdAt >= known.createdAt) newest.set(job.trackId, job);
  }
  return newest;
}
