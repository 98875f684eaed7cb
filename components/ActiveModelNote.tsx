/**
 * That the active model has no timeline of a track yet, and the way to one: promoting a model analyses nothing by itself.
 * @module
 */
import { strings } from "./strings.ts";
import type { Version } from "./versions.ts";

interface NoteProps {
  active: Version | undefined;
  /** Models that there are timelines of. */
  available: readonly { modelId: string }[];
  job: { state: string; progress: number; message: string } | null;
  onAnalyse: () => void;
}

export function ActiveModelNote({ active, available, job, onAnalyse }: NoteProps) {
  if (!active || available.some(({ modelId }) => modelId === active.id)) return null;
  const running = job?.state === "queued" || job?.state === "running";
  return (
    <div class="note" role="status">
      <span>{strings.track.activeMissing(active.name)}</span>
      {running && job
        ? <progress value={job.progress} max={1} aria-label={strings.jobs.kinds.analyze} />
        : <button type="button" onClick={onAnalyse}>{strings.track.analyseWith(active.name)}</button>}
      {job?.state === "failed" && <span class="error">{job.message}</span>}
    </div>
  );
}
