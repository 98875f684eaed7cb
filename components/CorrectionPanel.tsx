/**
 * The correction in the making, and those that were made.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { standing } from "../core/review/correction.ts";
import type { Correcting } from "./correcting/correcting.ts";
import type { CorrectionDesk } from "./correction_desk.ts";
import { type HistoryItem, historyOf } from "./correction_history.ts";
import { draftToEdit } from "./draft.ts";
import { editToWords } from "./edit_words.ts";
import { formatCoordinate } from "./mood_words.ts";
import type { Outbox } from "./outbox.ts";
import type { TimeRange } from "./selection.ts";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import type { TrackSession } from "./track_session.ts";

interface PanelProps {
  session: TrackSession;
  desk: CorrectionDesk;
  outbox: Outbox;
  correcting: Correcting;
  onPlayRange: (range: TimeRange) => void;
}

export function CorrectionPanel({ session, desk, outbox, correcting, onPlayRange }: PanelProps) {
  const { range, edit } = session.draft.value, bench = correcting.bench.value;
  const says = draftToEdit(session.draft.value) !== null; // a trace may lie beside the selection
  return (
    <section class="panel" aria-label={strings.correction.title}>
      <h2>{strings.correction.title}</h2>
      {!says && (
        <ol class="how-to">
          <li class={range ? "done" : "current"}>{strings.correction.step1}</li>
          <li class={range ? "current" : ""}>{strings.correction.step2}</li>
        </ol>
      )}
      {range && (
        <p class="draft" aria-live="polite">
          <strong>{rangeText(range)}</strong>
          {edit && says && <>{" → "}{editToWords(edit)}</>}
          {edit?.kind === "move" && (
            <span class="muted block">
              {strings.correction.target(formatCoordinate(edit.value.arousal), formatCoordinate(edit.value.valence))}
            </span>
          )}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="primary" disabled={!says} onClick={() => desk.save()}>
          {strings.correction.save}
        </button>
        <button type="button" disabled={!range} onClick={() => range && onPlayRange(range)}>
          {strings.correction.playRange}
        </button>
        <button type="button" disabled={!range} onClick={() => desk.discard()}>
          {edit ? strings.correction.discard : strings.correction.clear}
        </button>
      </div>
      <SendingState session={session} outbox={outbox} />
      {bench && <bench.Answer bench={bench} />}
    </section>
  );
}

export function rangeText({ startSeconds, endSeconds }: TimeRange): string {
  const seconds = String(Math.round(10 * (endSeconds - startSeconds)) / 10);
  return strings.correction.range(formatTime(startSeconds), formatTime(endSeconds), seconds);
}

/** Whether anything is still on its way; the words "saved" are earned. */
function SendingState({ session, outbox }: { session: TrackSession; outbox: Outbox }) {
  const waiting = outbox.letters.value.filter((letter) => letter.refusal === undefined).length;
  const refused = outbox.letters.value.filter((letter) => letter.refusal !== undefined);
  const any = useComputed(() => session.events.value.length > 0);
  return (
    <div role="status" class="sending">
      {waiting > 0 && <p class="waiting">{strings.correction.waiting(waiting)}</p>}
      {waiting === 0 && refused.length === 0 && any.value && <p class="saved">{strings.correction.saved}</p>}
      {refused.map(({ refusal, body }) => (
        <p key={body.clientKey} class="error">
          {strings.correction.refused(refusal!)}{" "}
          <button type="button" onClick={() => outbox.retry(body.clientKey)}>{strings.errors.tryAgain}</button>{" "}
          <button type="button" onClick={() => outbox.discard(body.clientKey)}>{strings.correction.discard}</button>
        </p>
      ))}
    </div>
  );
}

/** Those that were made, newest first. */
export function CorrectionList({ session, desk }: { session: TrackSession; desk: CorrectionDesk }) {
  const history = useComputed(() => historyOf(session.edits.value)).value;
  const unsent = useComputed(() => new Set(session.edits.value.slice(session.events.value.length).map(({ id }) => id)));
  const left = useComputed(() => standing(session.edits.value).length).value;
  return (
    <section class="panel" aria-label={strings.correction.list}>
      <h2>
        {strings.correction.list} <span class="count">{left}</span>
      </h2>
      {history.length === 0 ? <p class="muted">{strings.correction.none}</p> : (
        <ol class="corrections">
          {history.map((item) => (
            <Correction key={item.correction.id} item={item} session={session} desk={desk} unsent={unsent} />
          ))}
        </ol>
      )}
    </section>
  );
}

interface CorrectionProps {
  item: HistoryItem;
  session: TrackSession;
  desk: CorrectionDesk;
  unsent: ReadonlySignal<Set<string>>;
}

function Correction({ item: { correction, undone }, session, desk, unsent }: CorrectionProps) {
  const end = correction.timeSeconds + correction.durationSeconds;
  const range = rangeText({ startSeconds: correction.timeSeconds, endSeconds: end });
  const what = strings.correction.item(range, editToWords(correction));
  return (
    <li class={undone ? "correction undone" : "correction"}>
      <button type="button" class="link" onClick={() => session.seek(correction.timeSeconds)}>
        {range}
        <span>{editToWords(correction)}</span>
      </button>
      {undone && <span class="tag">{strings.correction.undone}</span>}
      {unsent.value.has(correction.id) && <span class="tag">{strings.correction.sending}</span>}
      <button
        type="button"
        aria-label={undone ? strings.correction.redoNamed(what) : strings.correction.undoNamed(what)}
        onClick={() => undone ? desk.redo(correction.id) : desk.undo(correction.id)}
      >
        {undone ? strings.correction.redo : strings.correction.undo}
      </button>
    </li>
  );
}
