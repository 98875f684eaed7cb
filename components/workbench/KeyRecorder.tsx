/**
 * Asks for a key by having it pressed.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
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
  const presses = useSignal<readonly string[]>([]), taken = useRef<string | null>(null);
  useLayoutEffect(() => {
    dialog.current!.showModal();
    field.current!.focus();
  }, []);
  const keys = presses.value.join(" "), others = keys ? othersOf(keys) : [];

  /** The focus goes back to where it was only while that is still there. */
  function close(keys: string | null): void {
    taken.current = keys;
    dialog.current!.close();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Tab") return;
    const press = pressToText(event);
    event.preventDefault();
    event.stopPropagation();
    if (press === null || event.repeat) return;
    if (press === "escape") return close(null);
    if (press === "enter" && keys !== "") return close(keys);
    presses.value = presses.value.length >= MOST_PRESSES ? [press] : [...presses.value, press];
  }
  const onClose = () => taken.current === null ? onGiveUp() : onTake(taken.current);
  return (
    <dialog ref={dialog} class="help recorder" aria-labelledby="recorder-title" onClose={onClose}>
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
      <p role="status">
        <span class="unseen">{keys && keysToWords(keys, isMac)}</span>{" "}
        {others.length > 0 && <span class="error">{strings.keys.conflicts(others.join(", "))}</span>}
      </p>
      <div class="buttons">
        <button type="button" class="primary" disabled={!keys} onClick={() => close(keys)}>{strings.keys.take}</button>
        <button type="button" onClick={() => close(null)}>{strings.keys.giveUp}</button>
      </div>
    </dialog>
  );
}
