/**
 * Everything that a user can do.
 * @module
 */
import type { CommandContribution } from "./types.ts";

const workbench = (verb: string, title: string, more: Partial<CommandContribution> = {}): CommandContribution => ({
  command: `moodline.workbench.${verb}`,
  title,
  category: "Workbench",
  ...more,
});

const track = (verb: string, title: string, more: Partial<CommandContribution> = {}): CommandContribution => ({
  command: `moodline.track.${verb}`,
  title,
  category: "Track",
  enablement: "track.ready",
  ...more,
});

export const commands = [
  workbench("showCommands", "Show All Commands", { icon: "search" }),
  workbench("goToTrack", "Go to Track…"),
  workbench("openTracks", "Open Tracks"),
  workbench("openModels", "Open Models"),
  workbench("openJobs", "Open Jobs"),
  workbench("openSettings", "Open Settings", { icon: "gear" }),
  workbench("openSettingsJson", "Open Settings (JSON)"),
  workbench("openKeybindings", "Open Keyboard Shortcuts", { icon: "keyboard" }),
  workbench("openLive", "Listen Live"),
  workbench("showTracks", "Show Tracks View"),
  workbench("showModels", "Show Models View"),
  workbench("showJobs", "Show Jobs View"),
  workbench("toggleSideView", "Toggle Side View"),
  workbench("togglePanel", "Toggle Panel"),
  workbench("focusNextPart", "Focus Next Part"),
  workbench("focusPreviousPart", "Focus Previous Part"),
  workbench("splitRight", "Split Editor Right", { icon: "splitRight", enablement: "editorOpen" }),
  workbench("splitDown", "Split Editor Down", { icon: "splitDown", enablement: "editorOpen" }),
  workbench("moveToOtherGroup", "Move Editor into Other Group", { enablement: "editorOpen" }),
  workbench("focusFirstGroup", "Focus First Editor Group"),
  workbench("focusSecondGroup", "Focus Second Editor Group", { enablement: "editorSplit" }),
  workbench("nextEditor", "Next Editor", { enablement: "editorOpen" }),
  workbench("previousEditor", "Previous Editor", { enablement: "editorOpen" }),
  workbench("closeEditor", "Close Editor", { icon: "close", enablement: "editorOpen" }),
  workbench("reopenEditor", "Reopen Closed Editor", { enablement: "editorClosed" }),
  workbench("nextTheme", "Next Colour Theme"),
  workbench("nextColourMap", "Next Colour Map"),

  track("togglePlay", "Play or Pause", { icon: "play" }),
  track("playSelection", "Play Selection", { enablement: "track.ready && track.hasSelection" }),
  track("stepBack", "One Step Back"),
  track("stepForward", "One Step Forward"),
  track("pageBack", "Ten Steps Back"),
  track("pageForward", "Ten Steps Forward"),
  track("goToStart", "Go to Start"),
  track("goToEnd", "Go to End"),
  track("selectBack", "Extend Selection Back"),
  track("selectForward", "Extend Selection Forward"),
  track("save", "Save Correction", { enablement: "track.hasDraft" }),
  track("discard", "Discard Correction or Selection", { enablement: "track.hasSelection" }),
  track("undo", "Undo Correction", { enablement: "track.ready && track.canUndo" }),
  track("redo", "Redo Correction", { enablement: "track.ready && track.canRedo" }),
  track("toggleCorrected", "Show Corrected or as Predicted"),
  track("toggleColours", "Colour by Probability or Movement"),
  track("toggleMean", "Toggle Mean Line"),
  track("togglePath", "Toggle Likeliest Path"),
  track("zoomIn", "Zoom In", { icon: "plus" }),
  track("zoomOut", "Zoom Out", { icon: "minus" }),
  track("zoomToFit", "Zoom to Whole Track"),
  track("retrain", "Retrain from All Corrections"),
  track("showHistory", "Show History"),
  track("showKeys", "Show Keys of the Track Editor", { icon: "keyboard" }),
] as const satisfies readonly CommandContribution[];
