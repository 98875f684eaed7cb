/** What a job is called in lists. @module */
import { strings } from "./strings.ts";

interface NamedJob {
  kind: string;
  trackId: string | null;
}

export function jobName(job: NamedJob, tracks: ReadonlyMap<string, { name: string }>): string {
  const kind = strings.jobs.kinds[job.kind as keyof typeof strings.jobs.kinds] ?? job.kind;
  const track = job.trackId === null ? undefined : tracks.get(job.trackId)?.name;
  return track ? `${kind}: ${track.slice(track.lastIndexOf("/") + 1)}` : kind;
}
