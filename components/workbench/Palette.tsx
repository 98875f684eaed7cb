/**
 * The command palette: one box for every command and every track.
 * @module
 */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../strings.ts";
import { isComposing, keysToWords } from "./key_press.ts";
import { findItems, type FoundItem, paletteItems } from "./palette_items.ts";
import { createStored } from "./stored.ts";
import type { Workbench } from "./workbench.ts";

const MOST_RECENT = 12;

/** What was used, the last one first. */
const recent = createStored<readonly string[]>({
  key: "recent",
  version: 1,
  initial: [],
  read: (kept) => Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : null,
});

export default function Palette({ workbench }: { workbench: Workbench }) {
  const dialog = useRef<HTMLDialogElement>(null), list = useRef<HTMLUListElement>(null);
  const query = useSignal(workbench.typedAhead()), chosen = useSignal(0), used = useRef<FoundItem | null>(null);
  // While it is open, commands and their keys stay as they were when it opened; tracks may come in.
  const only = workbench.palette.value ?? "all";
  const items = useComputed(() => paletteItems(workbench, { only, trackCategory: strings.palette.track }));
  const found = useComputed(() => findItems(items.value, query.value, { recent: recent.value.value }));
  useEffect(() => recent.open(), []);
  useLayoutEffect(() => {
    const box = dialog.current!;
    box.showModal();
    // Closing gives the focus back to where it was; taking the box away does not.
    return () => box.close();
  }, []);
  useEffect(() => {
    list.current?.children[chosen.value]?.scrollIntoView({ block: "nearest" });
  }, [chosen.value]);

  function use(item: FoundItem | undefined): void {
    if (!item) return;
    recent.save([item.id, ...recent.value.peek().filter((id) => id !== item.id)].slice(0, MOST_RECENT));
    used.current = item;
    dialog.current!.close();
  }
  function onClose({ currentTarget }: { currentTarget: HTMLDialogElement }): void {
    if (!currentTarget.isConnected) return; // another one may be open by now
    workbench.palette.value = null;
    const { current: item } = used;
    if (!item) return;
    const [kind, id] = [item.id.slice(0, item.id.indexOf(":")), item.id.slice(item.id.indexOf(":") + 1)];
    // The focus is back where it was: commands that ask for its place are told the right one.
    if (kind === "track") workbench.openTrack(id);
    else workbench.commands.run(id);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const last = found.value.length - 1;
    const to = {
      ArrowDown: chosen.value >= last ? 0 : chosen.value + 1,
      ArrowUp: chosen.value <= 0 ? Math.max(0, last) : chosen.value - 1,
      PageDown: Math.min(Math.max(0, last), chosen.value + 10),
      PageUp: Math.max(0, chosen.value - 10),
    }[event.key];
    if (to !== undefined) chosen.value = to;
    else if (event.key === "Enter") use(found.value[chosen.value]);
    else return;
    event.preventDefault();
  }
  const { length } = found.value;
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={strings.palette.label}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-expanded
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={length > 0 ? `palette-${chosen.value}` : undefined}
        aria-label={strings.palette.label}
        placeholder={only === "tracks" ? strings.palette.placeholderTracks : strings.palette.placeholder}
        value={query}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <ul ref={list} id="palette-list" role="listbox" aria-label={strings.palette.label}>
        {found.value.map((item, i) => (
          <li
            key={item.id}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === chosen.value}
            class="palette-item"
            onPointerMove={() => chosen.value = i}
            onClick={() => use(item)}
          >
            <span class="palette-title">
              <span class="palette-category">{item.category}:</span> <Marked text={item.title} marks={item.marks} />
            </span>
            {item.isRecent && query.value === "" && <span class="palette-note">{strings.palette.recent}</span>}
            {item.keys && <kbd>{keysToWords(item.keys, workbench.isMac.value)}</kbd>}
          </li>
        ))}
      </ul>
      <p class={length === 0 ? "palette-status" : "palette-status unseen"} role="status">
        {length === 0 ? strings.palette.nothing : strings.palette.count(length)}
      </p>
    </dialog>
  );
}

/** The letters that were looked for stand out. */
function Marked({ text, marks }: { text: string; marks: ReadonlySet<number> }) {
  if (marks.size === 0) return <>{text}</>;
  return <>{[...text].map((letter, i) => marks.has(i) ? <mark key={i}>{letter}</mark> : letter)}</>;
}
