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
  panel: [{ id: "history", title: "History", icon: "history" }],
} as const satisfies Contributes["viewsContainers"];

export const views: Contributes["views"] = {
  tracks: [{ id: "moodline.views.tracks", name: "Tracks" }],
  models: [{ id: "moodline.views.models", name: "Models" }],
  jobs: [{ id: "moodline.views.jobs", name: "Jobs" }],
  history: [{ id: "moodline.views.history", name: "History" }],
};

export const menus: Contributes["menus"] = {
  "editor/title": [
    { command: "moodline.workbench.splitRight" },
    { command: "moodline.workbench.splitDown" },
  ],
  // Commands that the palette leaves out.
  "commandPalette": [
    { command: "moodline.workbench.showCommands", when: "false" },
  ],
};
