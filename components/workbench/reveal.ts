/**
 * Going to a part of an editor that may still be on its way.
 * @module
 */
import { afterRender, GROUP } from "./focus.ts";

/** An editor may take so long to come and to read what it shows. */
const COMING_MS = 10_000;

/** Scroll to a part of the editor in sight, by its `data-part`, as soon as it is there. */
export function revealPart(name: string): void {
  const selector = `${GROUP} .group-body:not([hidden]) [data-part="${CSS.escape(name)}"]`;
  function reveal(): void {
    const part = document.querySelector(selector);
    if (!part) return;
    stop();
    part.scrollIntoView();
  }
  const coming = new MutationObserver(reveal), timer = setTimeout(() => coming.disconnect(), COMING_MS);
  function stop(): void {
    coming.disconnect();
    clearTimeout(timer);
  }
  coming.observe(document.body, { childList: true, subtree: true });
  afterRender(reveal);
}
