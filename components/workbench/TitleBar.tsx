/**
 * The line on top: whose page it is, and in the workbench the way to every command.
 * @module
 */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Icon } from "../Icon.tsx";
import { strings } from "../strings.ts";
import { keysToWords } from "./key_press.ts";
import type { Workbench } from "./workbench.ts";

export function TitleBar({ children }: { children?: ComponentChildren }) {
  return (
    <header class="title-bar">
      <a class="brand" href="/">
        <img src="/icon.svg" alt="" width="18" height="18" />
        {strings.app.name}
      </a>
      {children}
    </header>
  );
}

export function WorkbenchTitleBar({ workbench }: { workbench: Workbench }) {
  const { commands, layout, isMac, isNarrow, sideOverlay, palette } = workbench;
  const isSideOpen = useComputed(() => isNarrow.value ? sideOverlay.value : layout.value.sideOpen);
  const isPanelOpen = useComputed(() => layout.value.panelOpen);
  const keys = workbench.keysOf("moodline.workbench.showCommands");
  return (
    <TitleBar>
      <button
        type="button"
        class="command-centre"
        aria-haspopup="dialog"
        onClick={() => palette.value = "all"}
      >
        <Icon name="search" />
        <span class="command-centre-name">{strings.workbench.search}</span>
        {keys && <kbd>{keysToWords(keys, isMac.value)}</kbd>}
      </button>
      <div class="layout-buttons">
        <button
          type="button"
          class="quiet"
          aria-label={strings.workbench.toggleSideView}
          title={strings.workbench.toggleSideView}
          aria-pressed={isSideOpen.value}
          onClick={() => commands.run("moodline.workbench.toggleSideView")}
        >
          <Icon name="sideView" />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={strings.workbench.togglePanel}
          title={strings.workbench.togglePanel}
          aria-pressed={isPanelOpen.value}
          onClick={() => commands.run("moodline.workbench.togglePanel")}
        >
          <Icon name="panel" />
        </button>
      </div>
    </TitleBar>
  );
}
