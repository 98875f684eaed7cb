/**
 * What is open where: groups of editor tabs (one, or two beside or below each other), the side view, the panel. Pure:
 * every change gives a new layout.
 * @module
 */
import { isObject } from "./stored.ts";

export interface Tab {
  /** Address of what it shows, without the query: it names the tab. */
  path: string;
  /** The query, with its `?`: how it is shown. */
  search: string;
}

export interface Group {
  /** 0 or 1: stays with the group when the one before it goes. */
  id: number;
  tabs: readonly Tab[];
  /** Index of the tab in sight. */
  active: number;
}

export interface Layout {
  /** One or two; only the first may be empty, and only if it is alone. */
  groups: readonly Group[];
  /** Index of the group that has the keys. */
  focused: number;
  direction: "right" | "down";
  /** Of the first group, of width or height. */
  share: number;
  /** Container of the side view. */
  side: string;
  sideOpen: boolean;
  sideWidth: number;
  /** Container of the panel. */
  panel: string;
  panelOpen: boolean;
  panelHeight: number;
  /** Tabs that were closed, the last one first. */
  closed: readonly Tab[];
}

export const SIDE_WIDTH = { least: 160, most: 480, initial: 232 };
export const PANEL_HEIGHT = { least: 96, most: 600, initial: 208 };
export const SHARE = { least: 0.2, most: 0.8 };
const MOST_CLOSED = 20;

const EMPTY: Group = { id: 0, tabs: [], active: 0 };

export function layoutOf(tab: Tab): Layout {
  return {
    groups: [{ id: 0, tabs: [tab], active: 0 }],
    focused: 0,
    direction: "right",
    share: 0.5,
    side: "tracks",
    sideOpen: true,
    sideWidth: SIDE_WIDTH.initial,
    panel: "history",
    panelOpen: false,
    panelHeight: PANEL_HEIGHT.initial,
    closed: [],
  };
}

/** A layout that was kept, with a tab in front: with all its editors or with that tab alone; its parts stay as they are. */
export function layoutAgain(kept: Layout, tab: Tab, { restore }: { restore: boolean }): Layout {
  const { groups, focused } = layoutOf(tab);
  return restore ? openTab(kept, tab) : { ...kept, groups, focused };
}

export const activeTab = ({ groups, focused }: Layout): Tab | null => tabOf(groups[focused]);
export const tabOf = ({ tabs, active }: Group): Tab | null => tabs[active] ?? null;

/** Show a tab in the group that has the keys, or in that which is named; one that is there already is brought forward. */
export function openTab(layout: Layout, tab: Tab, group = layout.focused): Layout {
  const { id, tabs, active } = layout.groups[group], known = tabs.findIndex(({ path }) => path === tab.path);
  const changed: Group = known >= 0
    ? { id, tabs: tab.search ? tabs.with(known, tab) : tabs, active: known }
    : { id, tabs: tabs.toSpliced(active + 1, 0, tab), active: tabs.length === 0 ? 0 : active + 1 };
  return { ...layout, groups: layout.groups.with(group, changed), focused: group };
}

/** Show a tab where it is open, in the group that has the keys rather than in the other one. */
export function showTab(layout: Layout, tab: Tab): Layout {
  const holds = (group: number) => layout.groups[group]?.tabs.some(({ path }) => path === tab.path);
  const other = 1 - layout.focused;
  return openTab(layout, tab, !holds(layout.focused) && holds(other) ? other : layout.focused);
}

export function closeTab(layout: Layout, group: number, path: string): Layout {
  const tab = layout.groups[group]?.tabs.find((tab) => tab.path === path);
  if (!tab) return layout;
  return { ...withoutTab(layout, group, path), closed: [tab, ...layout.closed].slice(0, MOST_CLOSED) };
}

/** The neighbour takes the place of a tab that goes; a second group goes with its last tab. */
function withoutTab(layout: Layout, group: number, path: string): Layout {
  const { id, tabs, active } = layout.groups[group], index = tabs.findIndex((tab) => tab.path === path);
  const left = tabs.toSpliced(index, 1);
  if (left.length === 0 && layout.groups.length > 1) {
    return { ...layout, groups: layout.groups.toSpliced(group, 1), focused: 0 };
  }
  const next = index < active ? active - 1 : Math.min(active, Math.max(0, left.length - 1));
  return { ...layout, groups: layout.groups.with(group, { id, tabs: left, active: next }) };
}

export function reopenTab(layout: Layout): Layout {
  const [tab, ...closed] = layout.closed;
  return tab ? { ...openTab(layout, tab), closed } : layout;
}

const groupBeside = ({ id }: Group, tab: Tab): Group => ({ id: 1 - id, tabs: [tab], active: 0 });

/** The tab in sight is shown in the other group, too, which is made if need be. */
export function split(layout: Layout, direction: Layout["direction"]): Layout {
  const tab = activeTab(layout);
  if (!tab) return layout;
  if (layout.groups.length === 1) {
    return { ...layout, direction, groups: [layout.groups[0], groupBeside(layout.groups[0], tab)], focused: 1 };
  }
  return { ...openTab(layout, tab, 1 - layout.focused), direction };
}

/** The tab in sight goes to the other group, which is made if need be and if another tab is left behind. */
export function moveToOtherGroup(layout: Layout, path = activeTab(layout)?.path): Layout {
  const from = layout.focused, tab = layout.groups[from].tabs.find((tab) => tab.path === path);
  if (!tab) return layout;
  if (layout.groups.length === 1) {
    if (layout.groups[0].tabs.length < 2) return layout;
    const left = withoutTab(layout, 0, tab.path);
    return { ...left, groups: [left.groups[0], groupBeside(left.groups[0], tab)], focused: 1 };
  }
  const there = openTab(layout, tab, 1 - from), left = withoutTab(there, from, tab.path);
  return { ...left, focused: left.groups.length === 1 ? 0 : 1 - from };
}

export function activate(layout: Layout, group: number, path: string): Layout {
  const index = layout.groups[group]?.tabs.findIndex((tab) => tab.path === path) ?? -1;
  if (index < 0) return layout;
  return { ...layout, groups: layout.groups.with(group, { ...layout.groups[group], active: index }), focused: group };
}

/** The tab `by` places further on in the group that has the keys, around its ends. */
export function cycleTabs(layout: Layout, by: number): Layout {
  const { tabs, active } = layout.groups[layout.focused];
  if (tabs.length === 0) return layout;
  return activate(layout, layout.focused, tabs[(active + by + tabs.length) % tabs.length].path);
}

export function focusGroup(layout: Layout, group: number): Layout {
  return group < layout.groups.length ? { ...layout, focused: group } : layout;
}

/** How a tab is shown has changed. */
export function setSearch(layout: Layout, group: number, { path, search }: Tab): Layout {
  const known = layout.groups[group], index = known?.tabs.findIndex((tab) => tab.path === path) ?? -1;
  if (index < 0) return layout;
  return { ...layout, groups: layout.groups.with(group, { ...known, tabs: known.tabs.with(index, { path, search }) }) };
}

/** What the browser has kept of a layout; null if it is none. */
export function readLayout(kept: unknown): Layout | null {
  if (!isObject(kept) || !Array.isArray(kept.groups)) return null;
  const groups = kept.groups.slice(0, 2).map(readGroup).filter((group) => group.tabs.length > 0);
  if (groups.length === 2 && groups[0].id === groups[1].id) return null;
  const number = (value: unknown, { least, most }: { least: number; most: number }, otherwise: number) =>
    typeof value === "number" && value >= least && value <= most ? value : otherwise;
  return {
    groups: groups.length > 0 ? groups : [EMPTY],
    focused: kept.focused === 1 && groups.length > 1 ? 1 : 0,
    direction: kept.direction === "down" ? "down" : "right",
    share: number(kept.share, SHARE, 0.5),
    side: typeof kept.side === "string" ? kept.side : "tracks",
    sideOpen: kept.sideOpen !== false,
    sideWidth: number(kept.sideWidth, SIDE_WIDTH, SIDE_WIDTH.initial),
    panel: typeof kept.panel === "string" ? kept.panel : "history",
    panelOpen: kept.panelOpen === true,
    panelHeight: number(kept.panelHeight, PANEL_HEIGHT, PANEL_HEIGHT.initial),
    closed: readTabs(kept.closed),
  };
}

function readGroup(kept: unknown): Group {
  const tabs = isObject(kept) ? readTabs(kept.tabs) : [];
  const active = isObject(kept) && Number.isInteger(kept.active) ? kept.active as number : 0;
  const id = isObject(kept) && kept.id === 1 ? 1 : 0;
  return { id, tabs, active: Math.max(0, Math.min(active, tabs.length - 1)) };
}

function readTabs(kept: unknown): Tab[] {
  return (Array.isArray(kept) ? kept : []).filter((tab): tab is Tab =>
    isObject(tab) && typeof tab.path === "string" && tab.path.startsWith("/") && typeof tab.search === "string"
  ).map(({ path, search }) => ({ path, search }));
}
