/**
 * Which key does what, unless the user says otherwise. Browsers keep Ctrl+W, Ctrl+T and Ctrl+N for themselves.
 * @module
 */
import type { KeybindingContribution } from "./types.ts";

const workbench = (key: string, verb: string, more: Partial<KeybindingContribution> = {}): KeybindingContribution => ({
  command: `moodline.workbench.${verb}`,
  key,
  ...more,
});

const track = (key: string, verb: string, more: Partial<KeybindingContribution> = {}): KeybindingContribution => ({
  command: `moodline.track.${verb}`,
  key,
  when: "activeEditor == track",
  ...more,
});

export const keybindings: readonly KeybindingContribution[] = [
  workbench("f1", "showCommands"),
  workbench("ctrl+k", "showCommands", { mac: "cmd+k" }),
  workbench("alt+g", "goToTrack"),
  workbench("ctrl+k ctrl+s", "openKeybindings", { mac: "cmd+k cmd+s" }),
  workbench("ctrl+,", "openSettings", { mac: "cmd+," }),
  workbench("ctrl+b", "toggleSideView", { mac: "cmd+b" }),
  workbench("ctrl+j", "togglePanel", { mac: "cmd+j" }),
  workbench("f6", "focusNextPart"),
  workbench("shift+f6", "focusPreviousPart"),
  workbench("ctrl+\\", "splitRight", { mac: "cmd+\\" }),
  workbench("ctrl+k ctrl+\\", "splitDown", { mac: "cmd+k cmd+\\" }),
  workbench("ctrl+alt+right", "moveToOtherGroup", { when: "!secondGroupFocus" }),
  workbench("ctrl+alt+left", "moveToOtherGroup", { when: "secondGroupFocus" }),
  workbench("alt+1", "focusFirstGroup"),
  workbench("alt+2", "focusSecondGroup"),
  workbench("alt+pagedown", "nextEditor"),
  workbench("alt+pageup", "previousEditor"),
  workbench("alt+w", "closeEditor"),
  workbench("alt+shift+t", "reopenEditor"),
  workbench("ctrl+k ctrl+t", "nextTheme", { mac: "cmd+k cmd+t" }),

  track("space", "togglePlay"),
  track("p", "playSelection"),
  track("left", "stepBack"),
  track("right", "stepForward"),
  // Paging scrolls the page, but for whoever is on the time axis.
  track("pageup", "pageBack", { when: "activeEditor == track && timeAxisFocus" }),
  track("pagedown", "pageForward", { when: "activeEditor == track && timeAxisFocus" }),
  track("home", "goToStart"),
  track("end", "goToEnd"),
  track("shift+left", "selectBack"),
  track("shift+right", "selectForward"),
  track("enter", "save", { when: "activeEditor == track && track.hasDraft" }),
  track("escape", "discard", { when: "activeEditor == track && track.hasSelection" }),
  track("ctrl+z", "undo", { mac: "cmd+z" }),
  track("ctrl+shift+z", "redo", { mac: "cmd+shift+z" }),
  track("ctrl+y", "redo", { mac: "cmd+y" }),
  track("m", "toggleCorrected"),
  track("c", "toggleColours"),
  track("+", "zoomIn"),
  track("=", "zoomIn"),
  track("-", "zoomOut"),
  track("0", "zoomToFit"),
  track("d", "toggleDifference", { when: "activeEditor == track && track.comparing" }),
  track("f7", "nextDisagreement", { when: "activeEditor == track && track.comparing" }),
  track("shift+f7", "previousDisagreement", { when: "activeEditor == track && track.comparing" }),
  track("alt+f7", "largestDisagreement", { when: "activeEditor == track && track.comparing" }),
  track("f8", "nextFinding"),
  track("shift+f8", "previousFinding"),
  track("?", "showKeys"),
];
