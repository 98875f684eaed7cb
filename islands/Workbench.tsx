/**
 * The workbench: everything but the page that listens.
 * @module
 */
import { useComputed } from "@preact/signals";
import { useLayoutEffect, useState } from "preact/hooks";
import { IS_BROWSER } from "fresh/runtime";
import { strings } from "../components/strings.ts";
import { ActivityBar } from "../components/workbench/ActivityBar.tsx";
import { editorKindOf, tabOfAddress } from "../components/workbench/address.ts";
import { EditorGroups } from "../components/workbench/EditorGroups.tsx";
import { loadAllEditors, loadEditorOf } from "../components/workbench/editors.ts";
import { lazily } from "../components/workbench/lazily.tsx";
import { revealPart } from "../components/workbench/focus.ts";
import { SideView } from "../components/workbench/SideView.tsx";
import { StatusBar } from "../components/workbench/StatusBar.tsx";
import { WorkbenchTitleBar } from "../components/workbench/TitleBar.tsx";
import { createWorkbench, type GivenWorkbench, type Workbench as Bench } from "../components/workbench/workbench.ts";

// An editor that cannot be fetched now says so itself.
if (IS_BROWSER) await loadEditorOf(location.pathname).catch(() => {});
else await loadAllEditors();

const Palette = lazily(() => import("../components/workbench/Palette.tsx"));
const PanelArea = lazily(async () => ({ default: (await import("../components/workbench/PanelArea.tsx")).PanelArea }));

export default function Workbench(props: GivenWorkbench) {
  const [workbench] = useState(() =>
    createWorkbench(props, {
      createDistanceWorker: () => new Worker(new URL("../workers/distances.ts", import.meta.url), { type: "module" }),
    })
  );
  // Before the first paint after the server's: what this browser remembers.
  useLayoutEffect(() => {
    if (location.hash) revealPart(location.hash.slice(1));
    return workbench.open();
  }, []);
  const { layout, sideOverlay, palette, drops } = workbench;
  const isPanelOpen = useComputed(() => layout.value.panelOpen);
  return (
    <div
      class={sideOverlay.value ? "frame side-overlay" : "frame"}
      onClick={(event) => followLink(event, workbench)}
    >
      <WorkbenchTitleBar workbench={workbench} />
      <ActivityBar workbench={workbench} />
      <SideView workbench={workbench} />
      <main id="content" tabIndex={-1} class="editor-area">
        <EditorGroups workbench={workbench} />
        {isPanelOpen.value && <PanelArea workbench={workbench} />}
      </main>
      <StatusBar workbench={workbench} />
      {palette.value && <Palette workbench={workbench} />}
      {drops.over.value && <div class="drop-veil">{strings.workbench.dropHere}</div>}
    </div>
  );
}

/** Links to editors open tabs; the browser keeps what it does with Ctrl and the like. */
function followLink(event: MouseEvent, workbench: Bench): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.download || link.hasAttribute("download")) return;
  const { origin, pathname, hash } = new URL(link.href);
  if (origin !== location.origin || link.target || !editorKindOf(pathname)) return;
  event.preventDefault();
  workbench.openTab(tabOfAddress(new URL(link.href)));
  if (hash) revealPart(hash.slice(1));
}
