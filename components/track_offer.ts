/**
 * The commands that the editor of a track answers to, and the context keys it tells.
 * @module
 */
import type { ComponentChildren } from "preact";
import { type Correcting, VERBS } from "./correcting/correcting.ts";
import { draftToEdit } from "./draft.ts";
import { type Player, SPEEDS } from "./media/player.ts";
import { wholeView } from "./time_axis.ts";
import type { TrackEditor } from "./track_editor.ts";
import { PREDICTED } from "./versions.ts";
import type { Offer } from "./workbench/commands.ts";
import type { Settings } from "./workbench/settings.ts";

interface OfferContext {
  editor: TrackEditor;
  player: Player;
  settings: Settings;
  correcting: Correcting;
  showKeys: () => void;
  showTour: () => void;
  showPanel: (id: string) => void;
  /** By the panel's container. */
  panels: Readonly<Record<string, () => ComponentChildren>>;
  /** Runs what is fetched on use. */
  later: (verb: string) => unknown;
}

/** Verbs of commands that switch a setting. */
const TOGGLES = {
  toggleSpectrogram: "spectrogram",
  toggleMean: "meanLine",
  togglePath: "pathLine",
  toggleVersions: "lanes.versions",
  toggleAnnotators: "lanes.annotators",
  toggleEntropy: "lanes.entropy",
  toggleIgnorance: "lanes.ignorance",
  toggleMarkers: "lanes.markers",
} as const;

/** Verbs of commands whose code is fetched when they are first run. */
const LATER = [
  "checkSound",
  "nextFinding",
  "previousFinding",
  "exportCsv",
  "exportJson",
  "exportPictureSvg",
  "exportPicturePng",
  "exportMapsSvg",
  "exportMapsPng",
];

export function trackOffer(
  { editor, player, settings, correcting, showKeys, showTour, showPanel, panels, later }: OfferContext,
): Offer {
  const { session, desk } = editor;
  const step = (by: number) => () => session.seek((session.stepIndex.value + by) * session.axis.value.stepSeconds);
  function changeSpeed(by: -1 | 1): void {
    const at = SPEEDS.findIndex((speed) => speed === player.speed.value) + by;
    player.speed.value = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))];
  }
  const toggles = Object.entries(TOGGLES).map(([verb, name]) => {
    const id = `moodline.track.${name}` as const;
    return [verb, () => settings.set(id, !settings.get(id).value)];
  });
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
    ...Object.fromEntries(toggles),
    ...Object.fromEntries(LATER.map((verb) => [verb, () => later(verb)])),
    zoomIn: () => session.zoom(2),
    zoomOut: () => session.zoom(0.5),
    zoomToFit: () => session.view.value = wholeView(session.durationSeconds.value),
    retrain: editor.retrain,
    comparePrediction() {
      session.showCorrected.value = true;
      const { shown, compared } = editor.versions.value;
      editor.show({ shown, compared: compared === PREDICTED ? null : PREDICTED });
    },
    showHistory: () => showPanel("history"),
    showAudit: () => showPanel("audit"),
    showExpectation: () => showPanel("expectation"),
    showKeys,
    showTour,
    ...Object.fromEntries(VERBS.map((verb) => [verb, () => void correcting.run(verb)])),
  };
  return {
    handlers: Object.fromEntries(Object.entries(handlers).map(([verb, run]) => [`moodline.track.${verb}`, run])),
    context: {
      "track.ready": () => session.reviewed.value !== null,
      "track.playing": () => player.playing.value,
      "track.looping": () => player.loop.value !== null,
      "track.comparing": () => editor.comparison.value !== null,
      "track.comparingPrediction": () => editor.versions.value.compared === PREDICTED,
      "track.hasSelection": () => session.draft.value.range !== null,
      "track.hasDraft": () => draftToEdit(session.draft.value) !== null,
      "track.corrected": () => session.showCorrected.value,
      "track.movement": () => session.colouring.value === "movement",
      "track.tool": () => correcting.tool.value,
      "track.recording": () => correcting.place.value !== null,
      "track.canUndo": () => desk.toUndo() !== null,
      "track.canRedo": () => desk.toRedo() !== null,
    },
    panels,
  };
}
