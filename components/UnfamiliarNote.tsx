/**
 * That the model has learned from no music like this track: its maps are guesses, however sure they look.
 * @module
 */
import { strings } from "./strings.ts";

interface NoteProps {
  /** Of the timeline on show; above 1 it is unlike the training music. */
  unfamiliarity: number | undefined;
}

export function UnfamiliarNote({ unfamiliarity }: NoteProps) {
  if (unfamiliarity === undefined || unfamiliarity <= 1) return null;
  return <p class="note" role="status">{strings.track.unfamiliar}</p>;
}
