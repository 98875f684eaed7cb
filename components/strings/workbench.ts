/**
 * The frame that editors stand in.
 * @module
 */
import { count } from "./count.ts";

export const workbench = {
  titles: {
    tracks: "Tracks",
    models: "Models",
    jobs: "Jobs",
    settings: "Settings",
    keybindings: "Keyboard Shortcuts",
  },
  track: "Track",
  live: "Live",
  search: "Search commands and tracks",
  settings: "Settings",
  sideView: (title: string) => `${title} view`,
  closeSideView: "Close the side view",
  sideWidth: "Width of the side view",
  toggleSideView: "Side view",
  togglePanel: "Panel",
  group: (n: number) => `Editor group ${n}`,
  openEditors: "Open editors",
  close: (title: string) => `Close ${title}`,
  share: "Share of the first editor group",
  panel: "Panel",
  panelHeight: "Height of the panel",
  closePanel: "Close the panel",
  panelEmpty: "Open a track: its history, its audit and what is expected of it are shown here.",
  loading: "Opening…",
  noTrack: "This track is not here, or no longer.",
  dropHere: "Drop the files or folders anywhere to add them",
  nothingOpen: "No editor is open",
  hints: ["showCommands", "openTracks", "goToTrack", "reopenEditor", "openKeybindings"],
  running: (n: number) => `${count(n, "job", "jobs")} running`,
  activeModel: (name: string) => `Model: ${name}`,
  active: "Active",
  noModel: "No active model",
  viewFilter: "Filter tracks",
  noTracks: "No tracks yet.",
  addMusic: "Add music",
  more: (n: number) => `${n} more in the list of tracks`,
  allModels: "All models",
  allJobs: "All jobs",
};
