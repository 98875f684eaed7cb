/**
 * The commands that the workbench itself answers to, and the context keys it tells.
 * @module
 */
import { editorKindOf } from "./address.ts";
import type { Offer } from "./commands.ts";
import { focusEditor, focusPart, keepFocus } from "./focus.ts";
import {
  activeTab,
  closeTab,
  cycleTabs,
  focusGroup,
  type Layout,
  moveToOtherGroup,
  reopenTab,
  split,
  tabOf,
} from "./layout.ts";
import { SETTINGS } from "./settings.ts";
import type { ContextValue } from "./when.ts";
import type { Workbench } from "./workbench.ts";

export function workbenchOffer(workbench: Workbench): Offer {
  const { layout, palette, settings, isNarrow, sideOverlay } = workbench;
  /** As the keys go to an editor so does the focus. */
  const open = (path: string, search = "") => () => {
    workbench.openTab({ path, search });
    focusEditor();
  };
  const change = (edit: (layout: Layout) => Layout) => () => {
    workbench.change(edit);
    focusEditor();
  };
  const show = (side: string) => () => {
    workbench.change((current) => ({ ...current, side, sideOpen: true }));
    if (isNarrow.peek()) sideOverlay.value = true;
    focusPart(".side-view");
  };
  const closeEditor = (current: Layout) => {
    const tab = activeTab(current);
    return tab ? closeTab(current, current.focused, tab.path) : current;
  };
  function toggleSideView(): void {
    if (isNarrow.peek()) keepFocus(() => sideOverlay.value = !sideOverlay.value);
    else workbench.change((current) => ({ ...current, sideOpen: !current.sideOpen }));
  }
  function nextChoice(id: "moodline.appearance.theme" | "moodline.appearance.colourMap"): void {
    const schema = SETTINGS[id], choices = "enum" in schema ? schema.enum : [];
    const next = choices[(choices.indexOf(settings.get(id).value) + 1) % choices.length];
    settings.set(id, next as never);
  }

  const cycle = (by: number) => () =>
    void import("./cycle_parts.ts").then(({ cycleParts }) => cycleParts(by), () => {});

  const handlers: Record<string, () => void> = {
    showCommands: () => palette.value = "all",
    goToTrack: () => palette.value = "tracks",
    openTracks: open("/"),
    openModels: open("/models"),
    openJobs: open("/jobs"),
    openSettings: open("/settings"),
    openSettingsJson: open("/settings", "?as=json"),
    openKeybindings: open("/keybindings"),
    openLive: () => location.assign("/live"),
    showTracks: show("tracks"),
    showModels: show("models"),
    showJobs: show("jobs"),
    toggleSideView,
    togglePanel: () => workbench.change((current) => ({ ...current, panelOpen: !current.panelOpen })),
    focusNextPart: cycle(1),
    focusPreviousPart: cycle(-1),
    splitRight: change((current) => split(current, "right")),
    splitDown: change((current) => split(current, "down")),
    moveToOtherGroup: change((current) => moveToOtherGroup(current)),
    focusFirstGroup: change((current) => focusGroup(current, 0)),
    focusSecondGroup: change((current) => focusGroup(current, 1)),
    nextEditor: change((current) => cycleTabs(current, 1)),
    previousEditor: change((current) => cycleTabs(current, -1)),
    closeEditor: change(closeEditor),
    reopenEditor: change(reopenTab),
    nextTheme: () => nextChoice("moodline.appearance.theme"),
    nextColourMap: () => nextChoice("moodline.appearance.colourMap"),
  };
  return {
    handlers: Object.fromEntries(Object.entries(handlers).map(([verb, run]) => [`moodline.workbench.${verb}`, run])),
    context: {
      activeEditor: () => editorKindOf(activeTab(layout.value)?.path ?? "") ?? undefined,
      editorOpen: () => tabOf(layout.value.groups[layout.value.focused]) !== null,
      editorSplit: () => layout.value.groups.length > 1,
      secondGroupFocus: () => layout.value.focused === 1,
      editorClosed: () => layout.value.closed.length > 0,
      sideViewOpen: () => layout.value.sideOpen,
      panelOpen: () => layout.value.panelOpen,
      timeAxisFocus: () => document.activeElement?.matches(".editor-group-focused .ruler") ?? false,
      // As in VS Code: what is set, for menus that say so.
      ...Object.fromEntries(
        Object.keys(SETTINGS).map((id) => [`config.${id}`, () => settings.get(id as never).value as ContextValue]),
      ),
    },
  };
}
