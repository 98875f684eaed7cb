/**
 * Who changed what: every edit of a track, the newest first. Undoing is an edit, too.
 * @module
 */
import { type CorrectionEvent, isReversal } from "../core/review/correction.ts";
import { rangeText } from "./CorrectionPanel.tsx";
import { editToWords } from "./edit_words.ts";
import { strings } from "./strings.ts";
import type { TrackSession } from "./track_session.ts";

export default function TrackHistory({ session }: { session: TrackSession }) {
  const edits = session.edits.value, byId = new Map(edits.map((event) => [event.id, event]));
  const { columns } = strings.history;
  if (edits.length === 0) return <p class="muted">{strings.history.none}</p>;
  return (
    <table class="history">
      <thead>
        <tr>
          <th scope="col">{columns.what}</th>
          <th scope="col">{columns.range}</th>
          <th scope="col">{columns.who}</th>
          <th scope="col">{columns.tool}</th>
          <th scope="col">{columns.when}</th>
        </tr>
      </thead>
      <tbody>
        {edits.toReversed().map((event) => <HistoryRow key={event.id} event={event} of={byId} session={session} />)}
      </tbody>
    </table>
  );
}

interface RowProps {
  event: CorrectionEvent;
  of: ReadonlyMap<string, CorrectionEvent>;
  session: TrackSession;
}

function HistoryRow({ event, of, session }: RowProps) {
  const edit = isReversal(event) ? of.get(event.target) : event;
  const { createdAt } = event as { createdAt?: number };
  if (!edit || isReversal(edit)) return null;
  const { timeSeconds, durationSeconds, comment } = edit, words = editToWords(edit);
  return (
    <tr>
      <td>
        {isReversal(event) ? strings.history[event.kind](words) : words}
        {comment && comment !== words && <p class="muted">{comment}</p>}
      </td>
      <td>
        <button type="button" class="link" onClick={() => session.seek(timeSeconds)}>
          {rangeText({ startSeconds: timeSeconds, endSeconds: timeSeconds + durationSeconds })}
        </button>
      </td>
      <td>{event.annotator || strings.history.you}</td>
      <td>{isReversal(event) ? "" : event.tool}</td>
      <td>{createdAt === undefined ? strings.correction.sending : new Date(createdAt).toLocaleString()}</td>
    </tr>
  );
}
