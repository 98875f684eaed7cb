/**
 * Which key does what on the track page.
 * @module
 */

export type TrackCommand =
  | { name: "toggle-play" | "play-range" | "start" | "end" | "save" | "discard" | "undo" | "redo" }
  | { name: "toggle-corrected" | "toggle-colours" | "zoom-in" | "zoom-out" | "fit" | "help" }
  | { name: "step" | "extend"; by: number };

export type KeyPress = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

const PLAIN: Record<string, TrackCommand> = {
  " ": { name: "toggle-play" },
  p: { name: "play-range" },
  ArrowLeft: { name: "step", by: -1 },
  ArrowRight: { name: "step", by: 1 },
  PageUp: { name: "step", by: -10 },
  PageDown: { name: "step", by: 10 },
  Home: { name: "start" },
  End: { name: "end" },
  Enter: { name: "save" },
  Escape: { name: "discard" },
  m: { name: "toggle-corrected" },
  c: { name: "toggle-colours" },
  "+": { name: "zoom-in" },
  "=": { name: "zoom-in" },
  "-": { name: "zoom-out" },
  "0": { name: "fit" },
  "?": { name: "help" },
};

/** The command of a key press; null leaves the key to the browser. */
export function keyToCommand({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): TrackCommand | null {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    if (name === "z") return { name: shiftKey ? "redo" : "undo" };
    return name === "y" && !shiftKey ? { name: "redo" } : null;
  }
  if (shiftKey && (key === "ArrowLeft" || key === "ArrowRight")) {
    return { name: "extend", by: key === "ArrowLeft" ? -1 : 1 };
  }
  return PLAIN[name] ?? null;
}

/** Whether the element with the focus wants a key for itself. */
export function keepsKey(element: Element | null, key: string): boolean {
  // Paging scrolls the page, but for whoever is on the time axis.
  if ((key === "PageUp" || key === "PageDown") && !element?.matches(".ruler")) return true;
  if (!element) return false;
  if (element.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]")) return true;
  if (element.closest("dialog[open]")) return true;
  if (element.matches("input[type=radio]") && key.startsWith("Arrow")) return true;
  return (key === " " || key === "Enter") && element.matches("button, a, summary, input");
}
