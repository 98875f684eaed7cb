/**
 * The keys of the track editor, as they are now.
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import { contributes } from "../protocol/contributes/mod.ts";
import { strings } from "./strings.ts";
import { keysToWords } from "./workbench/key_press.ts";
import type { Workbench } from "./workbench/workbench.ts";

const AREA = "moodline.track.";

export default function HelpDialog({ workbench, onClose }: { workbench: Workbench; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current!.showModal(), []);
  return (
    <dialog ref={ref} class="help" aria-labelledby="help-title" onClose={onClose}>
      <form method="dialog" class="heading">
        <h2 id="help-title">{strings.shortcuts.title}</h2>
        <div class="buttons">
          <button type="submit" onClick={() => workbench.openTab({ path: "/keybindings", search: "" })}>
            {strings.shortcuts.change}
          </button>
          <button type="submit" class="primary" autofocus>{strings.shortcuts.close}</button>
        </div>
      </form>
      <dl>
        {keyRows(workbench).map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}

function keyRows({ bindings, isMac }: Workbench): [keys: string[], what: string][] {
  const ofCommand = contributes.commands.filter(({ command }) => command.startsWith(AREA)).map(
    ({ command, title }): [string[], string] => [
      bindings.value.filter((binding) => binding.command === command)
        .map(({ presses }) => keysToWords(presses.join(" "), isMac.value)),
      title,
    ],
  );
  const [ringKeys, ringText] = strings.shortcuts.ring;
  return [...ofCommand.filter(([keys]) => keys.length > 0), [[ringKeys], ringText]];
}
