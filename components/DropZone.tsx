/**
 * Ways in for files: two buttons. Files may also be dropped anywhere on the workbench.
 * @module
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { AUDIO_ENDINGS } from "../core/audio_endings.ts";
import { audioOf, type ChosenFiles, nameFile } from "./dropped_files.ts";
import { Icon } from "./Icon.tsx";
import { strings } from "./strings.ts";

interface DropZoneProps {
  onFiles: (chosen: ChosenFiles) => void;
  /** Shown between the buttons and the message; nothing once there are tracks. */
  children?: ComponentChildren;
}

export function DropZone({ onFiles, children }: DropZoneProps) {
  const files = useRef<HTMLInputElement>(null), folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    folder.current!.webkitdirectory = true;
  }, []);

  function onChoose(input: HTMLInputElement, isFolder: boolean) {
    const chosen = [...input.files ?? []].map(nameFile);
    onFiles(isFolder ? audioOf(chosen) : { files: chosen, leftOut: 0, unreadable: [] });
    input.value = ""; // the same file can be chosen again
  }
  return (
    <div class={children ? "drop-zone empty" : "drop-zone"}>
      {children}
      <div class="buttons">
        <button type="button" class="primary" onClick={() => files.current?.click()}>
          <Icon name="upload" /> {strings.library.addFiles}
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          <Icon name="folder" /> {strings.library.addFolder}
        </button>
        {!children && <span class="muted or-drop">{strings.library.orDrop}</span>}
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={["audio/*", ...AUDIO_ENDINGS].join()}
        aria-label={strings.library.addFiles}
        onChange={(event) => onChoose(event.currentTarget, false)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label={strings.library.addFolder}
        onChange={(event) => onChoose(event.currentTarget, true)}
      />
    </div>
  );
}
