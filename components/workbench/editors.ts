/**
 * The editors, each a chunk of its own.
 * @module
 */
import { type EditorKind, editorKindOf } from "./address.ts";
import { lazily, type Lazy } from "./lazily.tsx";
import type { Workbench } from "./workbench.ts";

export interface EditorProps {
  workbench: Workbench;
  path: string;
  search: string;
  /** Of the group that it stands in. */
  groupId: number;
  /** False behind another tab: it stays as it is, and is silent. */
  inSight: boolean;
}

export const EDITORS: Readonly<Record<EditorKind, Lazy<EditorProps>>> = {
  tracks: lazily(() => import("../TrackLibrary.tsx")),
  track: lazily(() => import("./TrackTab.tsx")),
  models: lazily(() => import("../ModelShelf.tsx")),
  jobs: lazily(() => import("../JobTable.tsx")),
  settings: lazily(() => import("./SettingsEditor.tsx")),
  keybindings: lazily(() => import("./KeybindingsEditor.tsx")),
};

/** The editor of an address is there before the page comes alive, so that it takes over what the server wrote. */
export async function loadEditorOf(path: string): Promise<void> {
  const kind = editorKindOf(path);
  if (kind) await EDITORS[kind].load();
}

/** For the server, which cannot wait while it renders. */
export async function loadAllEditors(): Promise<void> {
  await Promise.all(Object.values(EDITORS).map((editor) => editor.load()));
}
