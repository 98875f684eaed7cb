/**
 * The commands of the track page, as keys give them.
 * @module
 */
import type { CorrectionDesk } from "./correction_desk.ts";
import type { Player } from "./player.ts";
import { wholeView } from "./time_axis.ts";
import type { TrackCommand } from "./track_keys.ts";
import type { TrackSession } from "./track_session.ts";

interface CommandContext {
  session: TrackSession;
  desk: CorrectionDesk;
  player: Player;
  showHelp: () => void;
}

export function runCommand(command: TrackCommand, { session, desk, player, showHelp }: CommandContext): void {
  const { range } = session.draft.value, { stepSeconds } = session.axis.value;
  switch (command.name) {
    case "toggle-play":
      return player.toggle();
    case "play-range":
      return range ? player.playRange(range.startSeconds, range.endSeconds) : undefined;
    case "step":
      return session.seek((session.stepIndex.value + command.by) * stepSeconds);
    case "extend":
      return session.extend(command.by);
    case "start":
      return session.seek(0);
    case "end":
      return session.seek(session.durationSeconds.value);
    case "discard":
      return desk.discard();
    case "undo":
      return desk.undoLast();
    case "redo":
      return desk.redoLast();
    case "toggle-corrected":
      session.showCorrected.value = !session.showCorrected.value;
      return;
    case "toggle-colours":
      session.colouring.value = session.colouring.value === "movement" ? "probability" : "movement";
      return;
    case "zoom-in":
      return session.zoom(2);
    case "zoom-out":
      return session.zoom(0.5);
    case "fit":
      session.view.value = wholeView(session.durationSeconds.value);
      return;
    case "help":
      return showHelp();
    case "save":
      return; // done where the key is read: without a draft Enter stays the browser's
  }
}
