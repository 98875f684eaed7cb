/**
 * Jobs by what has become of them.
 * @module
 */
import type { ListedJob } from "./track_state.ts";

export interface JobGroups<J> {
  running: J[];
  queued: J[];
  failed: J[];
  /** How many have ended otherwise. */
  finished: number;
}

/** Jobs as a panel shows them: what runs, what waits (oldest first), what failed (newest first). */
export function groupJobs<J extends ListedJob>(jobs: Iterable<J>): JobGroups<J> {
  const all = [...jobs].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const of = (state: string) => all.filter((job) => job.state === state);
  const [running, queued, failed] = [of("running"), of("queued"), of("failed").reverse()];
  return { running, queued, failed, finished: all.length - running.length - queued.length - failed.length };
}
