/**
 * Files and folders may be dropped anywhere on the workbench.
 * @module
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Dropped } from "../dropped_files.ts";

export interface Drops {
  /** Whether files are being dragged over the page. */
  over: ReadonlySignal<boolean>;
  /** @returns stops following. */
  open(): () => void;
}

export function createDrops(onDrop: (dropped: readonly Dropped[]) => void): Drops {
  const over = signal(false);
  function onDrag(event: DragEvent): void {
    const { type, dataTransfer, relatedTarget } = event;
    // A drag that leaves an element for another one is still over the page.
    if (!dataTransfer?.types.includes("Files") || type === "dragleave" && relatedTarget) return;
    over.value = type === "dragover";
    event.preventDefault();
    // Taken out at once: the list is emptied when the event ends.
    if (type === "drop") onDrop([...dataTransfer.items].flatMap(droppedBy));
  }
  return {
    over,
    open() {
      const types = ["dragover", "dragleave", "drop"] as const;
      for (const type of types) addEventListener(type, onDrag);
      return () => types.forEach((type) => removeEventListener(type, onDrag));
    },
  };
}

function droppedBy(item: DataTransferItem): Dropped[] {
  const entry = item.webkitGetAsEntry(), file = entry?.isDirectory ? entry : item.getAsFile();
  return file ? [file] : [];
}
