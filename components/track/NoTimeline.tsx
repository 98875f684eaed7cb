/**
 * What stands in the place of a timeline that has not been made.
 * @module
 */
import { strings } from "../strings.ts";
import type { TrackEditor } from "../track_editor.ts";

export default function NoTimeline({ editor }: { editor: TrackEditor }) {
  const job = editor.analysis.value;
  const running = job?.state === "queued" || job?.state === "running";
  return (
    <div class="empty">
      <h2>{strings.track.noTimeline}</h2>
      {running && job && (
        <>
          <p>{strings.track.analysing}</p>
          <progress value={job.progress} max={1} aria-label={strings.jobs.kinds.analyze} />
          <p class="muted">{job.message}</p>
        </>
      )}
      {job?.state === "failed" && <p class="error">{job.message}</p>}
      {!running && <button type="button" class="primary" onClick={editor.analyse}>{strings.track.analyse}</button>}
    </div>
  );
}
