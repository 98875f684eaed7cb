/**
 * Who changed what: every edit of a track, the newest first. Undoing is an edit, too. Any can be taken back and brought
 * back, and be compared with the map as it were without it.
 * @module
 */
import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { TimelineStep } from "../core/emotion/timeline.ts";
import { type Correction, type CorrectionEvent, isMapEdit, isReversal, standing } from "../core/review/correction.ts";
import type { CorrectionDesk } from "./correction_desk.ts";
import { rangeText } from "./CorrectionPanel.tsx";
import { editToWords } from "./edit_words.ts";
import { withoutAndWith } from "./history_comparison.ts";
import { MapPicture } from "./MapPicture.tsx";
import { pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import type { TrackSession } from "./track_session.ts";

interface HistoryProps {
  session: TrackSession;
  desk: CorrectionDesk;
}

export default function TrackHistory({ session, desk }: HistoryProps) {
  const edits = session.edits.value, byId = new Map(edits.map((event) => [event.id, event]));
  const left = new Set(standing(edits).map(({ id }) => id)), compared = useSignal<string | null>(null);
  const { columns } = strings.history;
  if (edits.length === 0) return <p class="muted">{strings.history.none}</p>;
  return (
    <>
      <Comparison session={session} compared={compared} />
      <table class="history">
        <thead>
          <tr>
            <th scope="col">{columns.what}</th>
            <th scope="col">{columns.range}</th>
            <th scope="col">{columns.who}</th>
            <th scope="col">{columns.tool}</th>
            <th scope="col">{columns.when}</th>
            <th scope="col">{columns.actions}</th>
          </tr>
        </thead>
        <tbody>
          {edits.toReversed().map((event) => (
            <HistoryRow
              key={event.id}
              event={event}
              of={byId}
              stands={left.has(event.id)}
              compared={compared}
              session={session}
              desk={desk}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps extends HistoryProps {
  event: CorrectionEvent;
  of: ReadonlyMap<string, CorrectionEvent>;
  stands: boolean;
  compared: Signal<string | null>;
}

function HistoryRow({ event, of, stands, compared, session, desk }: RowProps) {
  const edit = isReversal(event) ? of.get(event.target) : event;
  const { createdAt } = event as { createdAt?: number };
  if (!edit || isReversal(edit)) return null;
  const { timeSeconds, durationSeconds, comment } = edit, words = editToWords(edit);
  const range = rangeText({ startSeconds: timeSeconds, endSeconds: timeSeconds + durationSeconds });
  return (
    <tr>
      <td>
        {isReversal(event) ? strings.history[event.kind](words) : words}
        {comment && comment !== words && <p class="muted">{comment}</p>}
      </td>
      <td>
        <button type="button" class="link" onClick={() => session.seek(timeSeconds)}>{range}</button>
      </td>
      <td>{event.annotator || strings.history.you}</td>
      <td>{isReversal(event) ? "" : event.tool}</td>
      <td>{createdAt === undefined ? strings.correction.sending : new Date(createdAt).toLocaleString()}</td>
      <td>
        {!isReversal(event) && (
          <Actions
            correction={event}
            name={strings.correction.item(range, words)}
            stands={stands}
            compared={compared}
            session={session}
            desk={desk}
          />
        )}
      </td>
    </tr>
  );
}

interface ActionsProps extends HistoryProps {
  correction: Correction;
  /** What it is, for those who hear the button only. */
  name: string;
  stands: boolean;
  compared: Signal<string | null>;
}

function Actions({ correction, name, stands, compared, session, desk }: ActionsProps) {
  const { id, timeSeconds, durationSeconds } = correction, isCompared = compared.value === id;
  function compare() {
    compared.value = isCompared ? null : id;
    const now = session.playhead.value;
    if (!isCompared && (now < timeSeconds || now >= timeSeconds + durationSeconds)) session.seek(timeSeconds);
  }
  return (
    <span class="history-actions">
      <button
        type="button"
        class="link"
        aria-label={stands ? strings.correction.undoNamed(name) : strings.history.restoreNamed(name)}
        onClick={() => stands ? desk.undo(id) : desk.redo(id)}
      >
        {stands ? strings.correction.undo : strings.history.restore}
      </button>
      {isMapEdit(correction) && (
        <button
          type="button"
          class="link"
          aria-pressed={isCompared}
          aria-label={strings.history.compareNamed(name)}
          onClick={compare}
        >
          {strings.history.compare}
        </button>
      )}
    </span>
  );
}

/** The map at the playhead without one edit and with it. */
function Comparison({ session, compared }: { session: TrackSession; compared: Signal<string | null> }) {
  const pair = useComputed(() => {
    const timeline = session.reviewed.value, events = session.edits.value;
    const correction = events.find(({ id }) => id === compared.value);
    if (!timeline || !correction || isReversal(correction)) return null;
    return withoutAndWith(timeline, events, { correction, seconds: session.playhead.value });
  }).value;
  if (!pair) return null;
  return (
    <div class="maps two history-maps" role="group" aria-label={strings.history.compare}>
      {pair.map((step, i) => <StepMap key={i} name={strings.history.sides[i]} step={step} session={session} />)}
    </div>
  );
}

function StepMap({ name, step, session }: { name: string; step: TimelineStep; session: TrackSession }) {
  const label = strings.history.map(name, formatTime(step.startSeconds), pointToWords(step.mean));
  return (
    <MapPicture
      // Painted anew when the step is another one.
      key={`${step.startSeconds} ${step.mean.valence} ${step.mean.arousal} ${step.entropyNats}`}
      name={name}
      label={label}
      read={() => ({ heatmap: step.heatmap, maximum: session.mapMaximum.value })}
    />
  );
}
