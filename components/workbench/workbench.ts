/**
 * The workbench: what is open, who answers to commands, what the keys do. It begins with what the server wrote into the
 * page, so that server and browser show the same; `open()` then brings what this browser remembers.
 * @module
 */
import { batch, computed, effect, type Signal, signal } from "@preact/signals";
import { contributes } from "../../protocol/contributes/mod.ts";
import { onUse } from "../attempt.ts";
import { chooseColourMap } from "../colour_map.ts";
import { createLibrary, type GivenLibrary } from "../library.ts";
import type { Letter, Outbox } from "../outbox.ts";
import { openServerOutbox } from "../server_outbox.ts";
import { strings } from "../strings.ts";
import type { Credit } from "../TrackName.tsx";
import { editorKindOf, pathOfTrack, tabOfAddress, titleOf } from "./address.ts";
import { createCommands, WORKBENCH } from "./commands.ts";
import { createDrops } from "./drops.ts";
import { focusEditor, followSelects, keepFocus } from "./focus.ts";
import { followKeys } from "./keyboard.ts";
import { keybindingsInForce, keysOf, type UserKeybinding } from "./keybindings.ts";
import {
  activeTab,
  type Layout,
  layoutAgain,
  layoutOf,
  openTab,
  readLayout,
  setSearch,
  showTab,
  type Tab,
  tabOf,
} from "./layout.ts";
import { createSettings } from "./settings.ts";
import { createStored, isObject } from "./stored.ts";
import { workbenchOffer } from "./workbench_offer.ts";

export interface GivenWorkbench extends GivenLibrary {
  /** Address of the page. */
  address: { pathname: string; search: string };
  /** Name of whoever is asking, unless they choose another. */
  actor: string;
  /** Whether the side view was open when this browser last said so. */
  sideOpen: boolean;
  /** By the SHA-256 of the file. */
  credits: Record<string, Credit>;
}

/** Below this width the side view lies over the editors. CSS says the same. */
const NARROW = "(max-width: 44rem)";

/** How long letters wait for the palette; when it does not come, they are commands again. */
const TYPE_AHEAD_MS = 5000;

export const keyOfEditor = (groupId: number, path: string) => `${groupId} ${path}`;

/** What only the island can make. */
export interface WorkbenchParts {
  createDistanceWorker: () => Worker;
}

export function createWorkbench(given: GivenWorkbench, parts: WorkbenchParts) {
  const settings = createSettings(), library = createLibrary(given);
  const layout = createStored({
    key: "layout",
    version: 1,
    initial: { ...layoutOf(tabOfAddress(given.address)), sideOpen: given.sideOpen },
    read: readLayout,
  });
  const userKeys = createStored<readonly UserKeybinding[]>({
    key: "keybindings",
    version: 1,
    initial: [],
    read: (kept) => Array.isArray(kept) ? kept.filter(isUserKeybinding) : null,
  });
  const isMac = signal(false), isNarrow = signal(false), sideOverlay = signal(false);
  const palette = signal<"all" | "tracks" | null>(null);
  /** What is typed while the code of the palette is on its way. */
  let typed = "", typedUntil = 0;
  /** Sends what any page left; there is none while the server renders. */
  const outbox: Signal<Outbox | null> = signal(null);
  const sentListeners = new Set<(letter: Letter, answer: { id: string }) => void>();
  const bindings = computed(() =>
    keybindingsInForce(contributes.keybindings, userKeys.value.value, { isMac: isMac.value })
  );
  const activeKey = computed(() => {
    const { groups, focused } = layout.value.value, tab = tabOf(groups[focused]);
    return tab && keyOfEditor(groups[focused].id, tab.path);
  });
  const sideOpen = computed(() => layout.value.value.sideOpen);
  const commands = createCommands(contributes.commands, () => activeKey.value);
  const drops = createDrops((dropped) => {
    workbench.openTab({ path: "/", search: "" }); // there it is told what becomes of them
    library.attempt(async () => {
      const { filesOfDrop } = await onUse(import("../dropped_files.ts"));
      library.add(await filesOfDrop(dropped));
    });
  });
  const title = (path: string) => titleOf(path, (id) => library.tracks.value.get(id)?.name);

  const workbench = {
    settings,
    library,
    layout: layout.value,
    userKeys,
    isMac,
    /** Whether the side view lies over the editors, when it is open. */
    isNarrow,
    sideOverlay,
    palette,
    typedAhead: () => typed,
    outbox,
    /** Of the editor that keys go to. */
    activeKey,
    bindings,
    commands,
    drops,
    /** Where people were in what an editor showed, by its path: an editor that is opened again goes on there. */
    places: new Map<string, unknown>(),
    title,
    credits: given.credits,
    actor: given.actor,
    ...parts,
    keysOf: (command: string) => keysOf(bindings.value, command),
    /** Told of each edit when the server has it. */
    onSent(listener: (letter: Letter, answer: { id: string }) => void): () => void {
      sentListeners.add(listener);
      return () => sentListeners.delete(listener);
    },
    /** @param isPassing while a pointer drags: what it comes to is kept when it is let go. */
    change(edit: (current: Layout) => Layout, isPassing = false): void {
      const next = edit(layout.value.peek());
      if (isPassing) layout.value.value = next;
      else keepFocus(() => layout.save(next));
    },
    openTab(tab: Tab, group?: number): void {
      batch(() => {
        sideOverlay.value = false;
        workbench.change((current) => openTab(current, tab, group));
      });
    },
    openTrack(id: string): void {
      workbench.openTab({ path: pathOfTrack(id), search: "" });
      focusEditor();
    },
    showPanel: (panel: string) => workbench.change((current) => ({ ...current, panel, panelOpen: true })),
    setSearch: (groupId: number, tab: Tab) =>
      workbench.change((current) => setSearch(current, current.groups.findIndex(({ id }) => id === groupId), tab)),
    open,
  };

  function typeAhead(letter: string): boolean {
    const isComing = palette.peek() !== null && performance.now() < typedUntil &&
      !document.querySelector("dialog[open]");
    if (isComing) typed += letter;
    return isComing;
  }

  /** @returns closes it. */
  function open(): () => void {
    isMac.value = /^(Mac|iP)/.test(navigator.platform);
    const here = tabOfAddress(location);
    const closings = [settings.open(), userKeys.open()];
    batch(() => {
      // Only read: each browser tab has its own editors from then on.
      layout.open()();
      const restore = settings.get("moodline.workbench.restoreEditors").peek();
      layout.value.value = layoutAgain(layout.value.peek(), here, { restore });
    });
    outbox.value = openServerOutbox((letter, answer) => sentListeners.forEach((listener) => listener(letter, answer)));
    closings.push(
      library.open(),
      commands.register(WORKBENCH, workbenchOffer(workbench)),
      followAddress(workbench),
      followKeys({ isMac, bindings, commands, typeAhead, onChord: () => palette.value = null }),
      palette.subscribe(() => {
        typed = "";
        typedUntil = performance.now() + TYPE_AHEAD_MS;
      }),
      drops.open(),
      followSelects(),
      followNarrow(workbench),
      effect(() => showTheme(settings.get("moodline.appearance.theme").value)),
      effect(() => tellServer("side", sideOpen.value ? "open" : "folded")),
      effect(() => void chooseColourMap(settings.get("moodline.appearance.colourMap").value)),
    );
    return () => closings.forEach((close) => close());
  }

  return workbench;
}

export type Workbench = ReturnType<typeof createWorkbench>;

const isUserKeybinding = (value: unknown): value is UserKeybinding =>
  isObject(value) && typeof value.command === "string" && typeof value.key === "string" &&
  (value.when === undefined || typeof value.when === "string");

/** The address of the page and its title are those of the active editor; going back opens what was there. */
function followAddress({ layout, title, change }: Workbench): () => void {
  const stop = effect(() => {
    const tab = activeTab(layout.value);
    if (!tab) return;
    document.title = strings.app.title(title(tab.path));
    if (tab.path + tab.search === location.pathname + location.search) return;
    if (tab.path === location.pathname) history.replaceState(null, "", tab.path + tab.search);
    else history.pushState(null, "", tab.path + tab.search);
  });
  const onPopState = () => {
    if (editorKindOf(location.pathname)) change((current) => showTab(current, tabOfAddress(location)));
  };
  addEventListener("popstate", onPopState);
  return () => {
    removeEventListener("popstate", onPopState);
    stop();
  };
}

/** Where there is no room beside the editors, Escape puts the side view away. */
function followNarrow({ isNarrow, sideOverlay }: Workbench): () => void {
  const narrow = matchMedia(NARROW), onChange = () => isNarrow.value = narrow.matches;
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !sideOverlay.peek() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    keepFocus(() => sideOverlay.value = false);
  }
  onChange();
  narrow.addEventListener("change", onChange);
  addEventListener("keydown", onKeyDown, true);
  return () => {
    narrow.removeEventListener("change", onChange);
    removeEventListener("keydown", onKeyDown, true);
  };
}

const YEAR_SECONDS = 31_536_000;

function showTheme(theme: string): void {
  document.documentElement.dataset.theme = theme;
  tellServer("theme", theme);
}

/** A cookie, so that the server writes it into the next page: nothing flashes while that loads. */
function tellServer(name: "theme" | "side", value: string): void {
  document.cookie = `moodline-${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
