/**
 * The commands that the editor of a track answers to, and the context keys it tells.
 * @module
 */
import type { ComponentChildren } from "preact";
import { nextRedo, nextUndo } from "./correction_history.ts";
import { type Correcting, VERBS } from "./correcting/correcting.ts";
import { type Player, SPEEDS } from "./media/player.ts";
import { wholeView } from "./time_axis.ts";
import type { TrackEditor } from "./track_editor.ts";
import type { Offer } from "./workbench/commands.ts";
import type { Settings } from "./workbench/settings.ts";

interface OfferContext {
  editor: TrackEditor;
  player: Player;
  settings: Settings;
  correcting: Correcting;
  showKeys: () => void;
  showHistory: () => void;
  history: () => ComponentChildren;
}

export function trackOffer(
  { editor, player, settings, correcting, showKeys, showHistory, history }: OfferContext,
): Offer {
  const { session, desk } = editor;
  const step = (by: number) => () => session.seek((session.stepIndex.value + by) * session.axis.value.stepSeconds);
  function changeSpeed(by: -1 | 1): void {
    const at = SPEEDS.findIndex((speed) => speed === player.speed.value) + by;
    player.speed.value = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))];
  }
  type Shown = "moodline.track.spectrogram" | "moodline.track.meanLine" | "moodline.track.pathLine";
  const toggle = (id: Shown) => () => settings.set(id, !settings.get(id).value);
  const handlers: Record<string, () => unknown> = {
    togglePlay: player.toggle,
    playSelection() {
      const { range } = session.draft.value;
      if (range) player.playRange(range.startSeconds, range.endSeconds);
    },
    toggleLoop: () => player.loop.value = player.loop.value ? null : session.draft.value.range,
    playSlower: () => changeSpeed(-1),
    playFaster: () => changeSpeed(1),
    shuttleBack: () => player.shuttle(-1),
    shuttleStop: () => player.shuttle(0),
    shuttleForward: () => player.shuttle(1),
    stepBack: step(-1),
    stepForward: step(1),
    pageBack: step(-10),
    pageForward: step(10),
    goToStart: () => session.seek(0),
    goToEnd: () => session.seek(session.durationSeconds.value),
    selectBack: () => session.extend(-1),
    selectForward: () => session.extend(1),
    save: () => desk.save(),
    discard: desk.discard,
    undo: desk.undoLast,
    redo: desk.redoLast,
    toggleCorrected: () => session.showCorrected.value = !session.showCorrected.value,
    toggleColours: () => session.colouring.value = session.colouring.value === "movement" ? "probability" : "movement",
    toggleSpectrogram: toggle("moodline.track.spectrogram"),
    toggleMean: toggle("moodline.track.meanLine"),
    togglePath: toggle("moodline.track.pathLine"),
    zoomIn: () => session.zoom(2),
    zoomOut: () => session.zoom(0.5),
    zoomToFit: () => session.view.value = wholeView(session.durationSeconds.value),
    retrain: editor.retrain,
    showHistory,
    showKeys,
    ...Object.fromEntries(VERBS.map((verb) => [verb, () => void correcting.run(verb)])),
  };
  return {
    handlers: Object.fromEntries(Object.entries(handlers).map(([verb, run]) => [`moodline.track.${verb}`, run])),
    context: {
      "track.ready": () => session.reviewed.value !== null,
      "track.playing": () => player.playing.value,
      "track.looping": () => player.loop.value !== null,
      "track.hasSelection": () => session.draft.value.range !== null,
      "track.hasDraft": () => session.draft.value.range !== null && session.draft.value.edit !== null,
      "track.tool": () => correcting.tool.value,
      "track.recording": () => correcting.place.value !== null,
      "track.canUndo": () => nextUndo(session.edits.value) !== null,
      "track.canRedo": () => nextRedo(session.edits.value) !== null,
    },
    panels: { history },
  };
}
