/**
 * Where things are shown: the activity bar's containers, their views, the panel, and menus.
 * @module
 */
import type { Contributes } from "./types.ts";

export const viewsContainers = {
  activitybar: [
    { id: "tracks", title: "Tracks", icon: "music" },
    { id: "models", title: "Models", icon: "model" },
    { id: "jobs", title: "Jobs", icon: "jobs" },
  ],
  panel: [
    { id: "history", title: "History", icon: "history" },
    { id: "audit", title: "Audit", icon: "search" },
    { id: "expectation", title: "Where It Goes Next", icon: "wave" },
  ],
} as const satisfies Contributes["viewsContainers"];

export const views: Contributes["views"] = {
  tracks: [{ id: "moodline.views.tracks", name: "Tracks" }],
  models: [{ id: "moodline.views.models", name: "Models" }],
  jobs: [{ id: "moodline.views.jobs", name: "Jobs" }],
  history: [{ id: "moodline.views.history", name: "History" }],
  audit: [{ id: "moodline.views.audit", name: "Audit" }],
  expectation: [{ id: "moodline.views.expectation", name: "Where It Goes Next" }],
};

export const menus: Contributes["menus"] = {
  "editor/title": [
    { command: "moodline.workbench.splitRight" },
    { command: "moodline.workbench.splitDown" },
  ],
  "track/view": [
    { command: "moodline.track.toggleCorrected", title: "Corrections", toggled: "track.corrected" },
    { command: "moodline.track.toggleColours", title: "Colours of Movement", toggled: "track.movement" },
    {
      command: "moodline.track.comparePrediction",
      title: "Comparison with the Prediction",
      toggled: "track.comparingPrediction",
    },
    { command: "moodline.track.toggleMean", toggled: "config.moodline.track.meanLine", apart: true },
    { command: "moodline.track.togglePath", toggled: "config.moodline.track.pathLine" },
    { command: "moodline.track.toggleVersions", toggled: "config.moodline.track.lanes.versions" },
    { command: "moodline.track.toggleAnnotators", toggled: "config.moodline.track.lanes.annotators" },
    { command: "moodline.track.toggleSpectrogram", toggled: "config.moodline.track.spectrogram", apart: true },
    { command: "moodline.track.toggleEntropy", toggled: "config.moodline.track.lanes.entropy" },
    { command: "moodline.track.toggleIgnorance", toggled: "config.moodline.track.lanes.ignorance" },
    { command: "moodline.track.toggleMarkers", toggled: "config.moodline.track.lanes.markers" },
  ],
  "track/export": [
    { command: "moodline.track.exportCsv" },
    { command: "moodline.track.exportJson" },
    { command: "moodline.track.exportPictureSvg", apart: true },
    { command: "moodline.track.exportPicturePng" },
    { command: "moodline.track.exportMapsSvg" },
    { command: "moodline.track.exportMapsPng" },
  ],
  // Commands that the palette leaves out.
  "commandPalette": [
    { command: "moodline.workbench.showCommands", when: "false" },
  ],
};
