/**
 * What the editor of a track shows on use: audit, expectation, exports.
 * @module
 */
import type { TrackEditor } from "../track_editor.ts";
import type { TrackViews } from "../views/track_views.ts";
import { lazily, type Lazy } from "../workbench/lazily.tsx";
import type { Workbench } from "../workbench/workbench.ts";

export interface ViewsOnUse {
  load: () => Promise<TrackViews>;
  panels: Record<keyof TrackViews["panels"], Lazy<object>>;
  close: () => void;
}

/** Fetched when the first of them is asked for. */
export function openViews({ editor, workbench, element }: {
  editor: TrackEditor;
  workbench: Pick<Workbench, "showPanel">;
  element: { current: HTMLElement | null };
}): ViewsOnUse {
  let opened: TrackViews | null = null, loading: Promise<TrackViews> | null = null, closed = false;
  async function fetchViews(): Promise<TrackViews> {
    const { createTrackViews } = await import("../views/track_views.ts");
    opened = createTrackViews({
      editor,
      element: () => element.current!,
      showPanel: workbench.showPanel,
      fail: editor.fail,
    });
    if (closed) opened.close();
    return opened;
  }
  function load(): Promise<TrackViews> {
    loading ??= fetchViews();
    loading.catch(() => loading = null); // it may be tried again
    return loading;
  }
  const panel = (id: keyof TrackViews["panels"]) => lazily(async () => ({ default: (await load()).panels[id] }));
  return {
    load,
    panels: { audit: panel("audit"), expectation: panel("expectation") },
    close() {
      closed = true;
      opened?.close();
    },
  };
}
