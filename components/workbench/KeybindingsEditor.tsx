/**
 * The table of keys: what leads where, and recording others.
 * @module
 */
import { useComputed, useSignal } from "@preact/signals";
import { contributes } from "../../protocol/contributes/mod.ts";
import { strings } from "../strings.ts";
import type { EditorProps } from "./editors.ts";
import { keysToWords } from "./key_press.ts";
import { conflictsOf } from "./key_conflicts.ts";
import type { Keybinding } from "./keybindings.ts";
import { KeyRecorder } from "./KeyRecorder.tsx";
import { addKey, changeKey, isTouched, removeKey, resetKeys } from "./user_keys.ts";
import { whenProblem } from "./when_problem.ts";
import type { Workbench } from "./workbench.ts";

interface Row {
  /** Stays while its keys change, so that the focus does. */
  id: string;
  command: string;
  title: string;
  /** null for a command without a key. */
  binding: Keybinding | null;
  conflicts: string[];
}

const NAMES = new Map(contributes.commands.map(({ command, category, title }) => [command, `${category}: ${title}`]));
const nameOf = (command: string) => NAMES.get(command) ?? command;

export default function KeybindingsEditor({ workbench }: EditorProps) {
  const { bindings, isMac, userKeys } = workbench;
  const filter = useSignal(""), onlyConflicts = useSignal(false), recording = useSignal<Row | null>(null);
  const rows = useComputed(() => rowsOf(bindings.value));
  const clashing = rows.value.filter(({ conflicts }) => conflicts.length > 0);
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (onlyConflicts.value && clashing.length > 0 ? clashing : rows.value).filter((row) => {
    const text = `${row.title} ${row.command} ${
      row.binding ? `${keysToWords(row.binding.presses.join(" "), isMac.value)} ${row.binding.presses.join(" ")}` : ""
    }`
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  function take(row: Row, keys: string): void {
    const change = row.binding ? changeKey(row.binding, keys) : addKey(row.command, keys, defaultWhen(row.command));
    userKeys.save(change(userKeys.value.peek()));
    recording.value = null;
  }
  const { columns } = strings.keys;
  return (
    <div class="page wide">
      <div class="heading">
        <h1>{strings.keys.title}</h1>
        <button type="button" disabled={userKeys.value.value.length === 0} onClick={() => userKeys.save([])}>
          {strings.keys.resetAll}
        </button>
      </div>
      <p class="lead">{strings.keys.lead}</p>
      <div class="list-tools">
        <input
          type="search"
          placeholder={strings.keys.search}
          aria-label={strings.keys.search}
          value={filter}
          onInput={(event) => filter.value = event.currentTarget.value}
        />
        {clashing.length > 0 && (
          <label>
            <input
              type="checkbox"
              checked={onlyConflicts}
              onChange={(event) => onlyConflicts.value = event.currentTarget.checked}
            />
            {strings.keys.onlyConflicts(clashing.length)}
          </label>
        )}
        <span class="muted" role="status">{strings.keys.shown(shown.length)}</span>
      </div>
      <table class="keys">
        <thead>
          <tr>
            <th scope="col">{columns.command}</th>
            <th scope="col">{columns.key}</th>
            <th scope="col">{columns.when}</th>
            <th scope="col">{columns.source}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <KeyRow
              key={row.id}
              row={row}
              workbench={workbench}
              onRecord={() => recording.value = row}
            />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="muted">{strings.keys.nothing}</p>}
      {recording.value && (
        <KeyRecorder
          title={recording.value.title}
          isMac={isMac.value}
          othersOf={(keys) => othersOf(recording.value!, keys, bindings.value)}
          onTake={(keys) => take(recording.value!, keys)}
          onGiveUp={() => recording.value = null}
        />
      )}
    </div>
  );
}

/** Every keybinding, and every command without one, in the order of the manifest. */
function rowsOf(bindings: readonly Keybinding[]): Row[] {
  const rowOf = (command: string, binding: Keybinding | null, index = 0): Row => ({
    id: `${command} ${index}`,
    command,
    title: nameOf(command),
    binding,
    conflicts: binding ? conflictsOf(binding, bindings).map((other) => nameOf(other.command)) : [],
  });
  const known = contributes.commands.flatMap(({ command }) => {
    const own = bindings.filter((binding) => binding.command === command);
    return own.length > 0 ? own.map((binding, i) => rowOf(command, binding, i)) : [rowOf(command, null)];
  });
  const others = bindings.filter(({ command }) => !NAMES.has(command)).map((binding, i) =>
    rowOf(binding.command, binding, i)
  );
  return [...known, ...others];
}

/** A new key of a command answers where its other keys do. */
function defaultWhen(command: string): string {
  return contributes.keybindings.find((binding) => binding.command === command)?.when ??
    (command.startsWith("moodline.track.") ? "activeEditor == track" : "");
}

/** What the recorded keys lead to already. */
function othersOf({ command, binding }: Row, keys: string, bindings: readonly Keybinding[]): string[] {
  const when = binding?.when ?? defaultWhen(command);
  const asked: Keybinding = { command, presses: keys.split(" "), when, source: "user" };
  return conflictsOf(asked, bindings).map((other) => nameOf(other.command));
}

interface KeyRowProps {
  row: Row;
  workbench: Workbench;
  onRecord: () => void;
}

function KeyRow({ row: { command, title, binding, conflicts }, workbench, onRecord }: KeyRowProps) {
  const { userKeys, isMac } = workbench, problem = useSignal<string | null>(null);
  const change = (edit: ReturnType<typeof removeKey>) => userKeys.save(edit(userKeys.value.peek()));
  const keys = binding ? keysToWords(binding.presses.join(" "), isMac.value) : "";
  function setWhen(when: string): void {
    problem.value = whenProblem(when);
    if (binding && problem.value === null && when !== binding.when) {
      change(changeKey(binding, binding.presses.join(" "), { when }));
    }
  }
  return (
    <tr class={conflicts.length > 0 ? "clashing" : undefined}>
      <th scope="row">
        {title}
        <code class="setting-id">{command}</code>
      </th>
      <td>
        <button
          type="button"
          class="quiet key-cell"
          aria-label={binding ? strings.keys.change(title, keys) : strings.keys.addNamed(title)}
          onClick={onRecord}
        >
          {binding ? <kbd>{keys}</kbd> : strings.keys.add}
        </button>
        {conflicts.length > 0 && <span class="error">{strings.keys.conflict(conflicts.join(", "))}</span>}
      </td>
      <td>
        {binding && (
          <input
            type="text"
            class="when"
            aria-label={strings.keys.whenOf(title)}
            aria-invalid={problem.value !== null}
            value={binding.when}
            onChange={(event) => setWhen(event.currentTarget.value)}
          />
        )}
        {problem.value && <span class="error" role="alert">{problem}</span>}
      </td>
      <td class="key-actions">
        {binding && (
          <>
            <span class="muted">{strings.keys.sources[binding.source]}</span>
            <button
              type="button"
              class="link"
              aria-label={strings.keys.removeNamed(title, keys)}
              onClick={() => change(removeKey(binding))}
            >
              {strings.keys.remove}
            </button>
          </>
        )}
        {isTouched(userKeys.value.value, command) && (
          <button
            type="button"
            class="link"
            aria-label={strings.keys.resetNamed(title)}
            onClick={() => change(resetKeys(command))}
          >
            {strings.keys.reset}
          </button>
        )}
      </td>
    </tr>
  );
}
