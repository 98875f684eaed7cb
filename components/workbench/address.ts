/**
 * Addresses of editors: every editor has one, so that it can be linked to, reloaded and gone back to.
 * @module
 */
import { strings } from "../strings.ts";
import type { Tab } from "./layout.ts";

export type EditorKind = "tracks" | "track" | "models" | "jobs" | "settings" | "keybindings";

const KINDS: Readonly<Record<string, EditorKind>> = {
  "/": "tracks",
  "/models": "models",
  "/jobs": "jobs",
  "/settings": "settings",
  "/keybindings": "keybindings",
};

export const pathOfTrack = (id: string) => `/tracks/${id}`;

export function trackIdOf(path: string): string | null {
  return /^\/tracks\/([\w-]+)$/.exec(path)?.[1] ?? null;
}

/** null for a page that is no editor. */
export function editorKindOf(path: string): EditorKind | null {
  return Object.hasOwn(KINDS, path) ? KINDS[path] : trackIdOf(path) ? "track" : null;
}

export function titleOf(path: string, trackName: (id: string) => string | undefined): string {
  const id = trackIdOf(path), name = id && trackName(id);
  if (id) return name ? name.slice(name.lastIndexOf("/") + 1) : strings.workbench.track;
  return strings.workbench.titles[KINDS[path] as Exclude<EditorKind, "track">] ?? path;
}

/** The icon of a tab. */
export function iconOf(path: string) {
  const icons = { tracks: "music", track: "wave", models: "model", jobs: "jobs", settings: "gear" } as const;
  const kind = editorKindOf(path) ?? "tracks";
  return kind === "keybindings" ? "keyboard" : icons[kind];
}

export const tabOfAddress = ({ pathname, search }: { pathname: string; search: string }): Tab => ({
  path: pathname,
  search,
});
