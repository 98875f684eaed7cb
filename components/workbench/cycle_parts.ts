/**
 * Going from part to part of the workbench.
 * @module
 */
import { FOCUSABLE } from "./focus.ts";

const PARTS = ".title-bar, .activity-bar, .side-view, .editor-group, .panel-area, .status-bar";

export function cycleParts(by: number): void {
  const parts = [...document.querySelectorAll<HTMLElement>(PARTS)].filter((part) =>
    part.checkVisibility() && part.querySelector(FOCUSABLE)
  );
  const now = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[(now + by + parts.length + (now < 0 && by < 0 ? 1 : 0)) % parts.length];
  [...next?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? []].find((element) => element.checkVisibility())?.focus();
}
