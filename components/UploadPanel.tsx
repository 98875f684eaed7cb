/**
 * Files on their way up: those in transfer and those that failed; the rest is counted.
 * @module
 */
import { strings } from "./strings.ts";
import type { Upload, UploadQueue } from "./upload_queue.ts";

export function UploadPanel({ queue }: { queue: UploadQueue }) {
  const uploads = queue.uploads.value, { waiting, done, failed, sending } = queue.counts.value;
  if (uploads.length === 0) return null;
  const shown = uploads.filter(({ state }) => state.value === "sending" || state.value === "failed");
  return (
    <section class="panel" aria-label={strings.uploads.title}>
      <h2>{strings.uploads.title}</h2>
      <p role="status">
        {strings.uploads.summary(done, uploads.length)}
        {failed > 0 && <span class="error">{` · ${strings.uploads.failed(failed)}`}</span>}
      </p>
      <ul class="jobs">
        {shown.map((upload) => <UploadRow key={upload} upload={upload} onRetry={() => queue.retry(upload)} />)}
        {waiting > 0 && <li class="muted">{strings.uploads.waiting(waiting)}</li>}
      </ul>
      {waiting + sending > 0 && <p class="muted">{strings.uploads.stay}</p>}
      {waiting + sending === 0 && <button type="button" onClick={() => queue.clear()}>{strings.uploads.clear}</button>}
    </section>
  );
}

function UploadRow({ upload, onRetry }: { upload: Upload; onRetry: () => void }) {
  const failed = upload.state.value === "failed";
  return (
    <li class="job">
      <span class="job-name">{upload.name}</span>
      {failed && <button type="button" class="link" onClick={onRetry}>{strings.errors.tryAgain}</button>}
      {failed
        ? <span class="job-message error">{upload.message}</span>
        : <progress value={upload.fraction} max={1} aria-label={strings.uploads.progress(upload.name)} />}
    </li>
  );
}
