/**
 * Where the focus goes when keys move it, or when what had it is gone.
 * @module
 */

export const FOCUSABLE = "a[href], button:not(:disabled), input:not([hidden]), select, textarea, [tabindex='0']";
export const GROUP = ".editor-group-focused";

/** Once what has changed is in the page. */
export const afterRender = (work: () => void) => requestAnimationFrame(work);

/** The first thing of a part that can take the focus takes it. */
export function focusPart(selector: string): void {
  afterRender(() => document.querySelector<HTMLElement>(selector)?.querySelector<HTMLElement>(FOCUSABLE)?.focus());
}

/** The editor in sight of the group that has the keys takes the focus, unless it is within that group already. */
export function focusEditor(): void {
  afterRender(() => {
    const group = document.querySelector(GROUP), now = document.activeElement;
    if (now && group?.contains(now) && now.checkVisibility()) return;
    group?.querySelector<HTMLElement>(".group-body:not([hidden]), .nothing")?.focus({ preventScroll: true });
  });
}

/** Do what may take away what has the focus: then the editor has it. */
export function keepFocus(change: () => void): void {
  const before = document.activeElement;
  change();
  afterRender(() => {
    if (before !== document.body && !before?.checkVisibility() && isNowhere(document.activeElement)) focusEditor();
  });
}

/** Whether no control has the focus: then keys are for the editor as a whole. */
export const isNowhere = (element: Element | null): boolean =>
  !element?.checkVisibility() || element.matches("body, #content, .group-body");

/** A select that was used with the mouse gives the keys back once it has changed; whoever uses keys stays with it. */
export function followSelects(): () => void {
  let byPointer = false;
  const onInput = ({ type }: Event) => void (byPointer = type === "pointerdown");
  const onChange = ({ target }: Event) => byPointer && target instanceof HTMLSelectElement && target.blur();
  const inputs = ["pointerdown", "keydown"];
  for (const type of inputs) addEventListener(type, onInput, true);
  addEventListener("change", onChange, true);
  return () => {
    for (const type of inputs) removeEventListener(type, onInput, true);
    removeEventListener("change", onChange, true);
  };
}
