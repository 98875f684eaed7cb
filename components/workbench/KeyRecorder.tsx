/**
 * Asks for a key by having it pressed.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { strings } from "../strings.ts";
import { keysToWords, pressToText } from "./key_press.ts";

/** More presses in a row nobody remembers. */
const MOST_PRESSES = 2;

interface RecorderProps {
  title: string;
  isMac: boolean;
  /** Names of commands that these keys lead to already. */
  othersOf: (keys: string) => string[];
  onTake: (keys: string) => void;
  onGiveUp: () => void;
}

export function KeyRecorder({ title, isMac, othersOf, onTake, onGiveUp }: RecorderProps) {
  const dialog = useRef<HTMLDialogElement>(null), field = useRef<HTMLDivElement>(null);
  const presses = useSignal<readonly string[]>([]);
  const [before] = useState(() => document.activeElement as HTMLElement | null);
  useLayoutEffect(() => {
    dialog.current!.showModal();
    field.current!.focus();
    return () => before?.focus();
  }, []);
  const keys = presses.value.join(" "), others = keys ? othersOf(keys) : [];

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Tab") return;
    const press = pressToText(event);
    event.preventDefault();
    event.stopPropagation();
    if (press === null) return;
    if (press === "escape") return onGiveUp();
    if (press === "enter" && keys !== "") return onTake(keys);
    presses.value = presses.value.length >= MOST_PRESSES ? [press] : [...presses.value, press];
  }
  return (
    <dialog ref={dialog} class="help recorder" aria-labelledby="recorder-title" onClose={onGiveUp}>
      <h2 id="recorder-title">{title}</h2>
      <p>{strings.keys.recordText}</p>
      <div
        ref={field}
        class="recorded"
        role="textbox"
        tabIndex={0}
        aria-readonly
        aria-label={strings.keys.recorded}
        onKeyDown={onKeyDown}
      >
        {keys ? <kbd>{keysToWords(keys, isMac)}</kbd> : <span class="muted">{strings.keys.nothingRecorded}</span>}
      </div>
      <p role="status" class="error">{others.length > 0 && strings.keys.conflicts(others.join(", "))}</p>
      <div class="buttons">
        <button type="button" class="primary" disabled={!keys} onClick={() => onTake(keys)}>{strings.keys.take}</button>
        <button type="button" onClick={onGiveUp}>{strings.keys.giveUp}</button>
      </div>
    </dialog>
  );
}
