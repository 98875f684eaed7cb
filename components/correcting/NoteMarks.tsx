/**
 * Notes as marks on the ruler while the lane of markers is off; their words appear under the pointer or with the focus.
 * @module
 */
import { useComputed } from "@preact/signals";
import { type Note, standingNotes } from "../../core/review/correction.ts";
import { strings } from "../strings.ts";
import { correcting as words } from "../strings/correcting.ts";
import { formatTime } from "../time_axis.ts";
import { useTimeMark } from "../time_mark.ts";
import type { TrackSession } from "../track_session.ts";
import type { Correcting } from "./correcting.ts";

export function NoteMarks({ correcting: { session, settings } }: { correcting: Correcting }) {
  const inLane = settings.get("moodline.track.lanes.markers").value;
  const notes = useComputed(() => standingNotes(session.edits.value));
  return !inLane && (
    <div class="note-marks">
      {notes.value.map((note) => <NoteMark key={note.id} note={note} session={session} />)}
    </div>
  );
}

function NoteMark({ note, session }: { note: Note; session: TrackSession }) {
  const ref = useTimeMark<HTMLButtonElement>(session, note.timeSeconds);
  const text = words.note.marker(formatTime(note.timeSeconds), note.annotator || strings.history.you, note.comment);
  return (
    <button
      ref={ref}
      type="button"
      class="note-mark"
      aria-label={text}
      onClick={() => session.seek(note.timeSeconds)}
    >
      <span class="note-text" aria-hidden="true">{text}</span>
    </button>
  );
}
