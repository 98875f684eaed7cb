/**
 * From corrections to a new model version, and the choice between old and new.
 * @module
 */
import { strings } from "./strings.ts";

export interface RunningJob {
  state: string;
  progress: number;
  message: string;
}

interface RetrainPanelProps {
  /** Whether there is anything to learn from. */
  ready: boolean;
  job: RunningJob | null;
  /** Name of the version that the last retraining made. */
  made: string | null;
  onRetrain: () => void;
  onCancel: () => void;
  /** Name of the version that could become the active one, and of the one to go back to. */
  promote: string | null;
  rollBack: string | null;
  onPromote: () => void;
  onRollBack: () => void;
}

export function RetrainPanel(props: RetrainPanelProps) {
  const { ready, job, made, promote, rollBack } = props;
  const running = job?.state === "queued" || job?.state === "running";
  return (
    <section class="panel" aria-label={strings.retrain.title}>
      <h2>{strings.retrain.title}</h2>
      {!made && <p class="muted">{ready ? strings.retrain.text : strings.retrain.needsCorrection}</p>}
      {running && job && (
        <div class="job">
          <progress value={job.progress} max={1} aria-label={strings.retrain.running} />
          <p class="muted">
            {job.message || strings.retrain.running}{" "}
            <button type="button" class="link" onClick={props.onCancel}>{strings.jobs.cancel}</button>
          </p>
        </div>
      )}
      {job?.state === "failed" && <p class="error" role="alert">{job.message}</p>}
      {made && <p role="status">{strings.retrain.ready(made)}</p>}
      <div class="buttons">
        {promote && (
          <button type="button" class={made ? "primary" : ""} onClick={props.onPromote}>
            {strings.retrain.promote(promote)}
          </button>
        )}
        <button type="button" disabled={!ready || running} onClick={props.onRetrain}>{strings.retrain.action}</button>
        {rollBack && <button type="button" onClick={props.onRollBack}>{strings.retrain.rollBackTo(rollBack)}</button>}
      </div>
    </section>
  );
}
