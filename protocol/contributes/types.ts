/**
 * What the workbench offers, as data, in the manner of a VS Code extension's `contributes`: from it are made the command
 * palette, menus, the table of keys, the settings form and `docs/commands.md`. Its words are written here and nowhere
 * else. A when-clause is as in VS Code: context keys with `!`, `&&`, `||`, `==`, `!=` and parentheses.
 * @module
 */

export interface CommandContribution {
  /** `moodline.<area>.<verb>` */
  command: string;
  title: string;
  category: string;
  /** Name of a pictogram of `components/Icon.tsx`. */
  icon?: string;
  /** When it can be run; always when left out. */
  enablement?: string;
  /** Whether a key that is held runs it again and again. */
  repeats?: boolean;
}

export interface KeybindingContribution {
  command: string;
  /** Keys held together are joined by `+`, keys pressed one after the other by a blank: `ctrl+k ctrl+s`. */
  key: string;
  /** On a Mac instead of `key`. */
  mac?: string;
  when?: string;
  /** Given to the command. */
  args?: unknown;
}

/** Where a menu is shown. */
export type MenuId = "editor/title" | "commandPalette" | "track/view" | "track/export";

export interface MenuItem {
  command: string;
  /** When it is shown. */
  when?: string;
  /** Of what is on or off: when it is on. */
  toggled?: string;
  /** Instead of the command's own. */
  title?: string;
  /** Whether it begins a new part of the menu. */
  apart?: boolean;
}

export interface ViewContainer {
  id: string;
  title: string;
  icon: string;
}

export interface ViewContribution {
  id: string;
  name: string;
}

/** What a setting may be, in the vocabulary of JSON Schema. */
export type SettingSchema =
  | { type: "boolean"; default: boolean }
  | { type: "string"; default: string; maxLength?: number }
  | { type: "string"; default: string; enum: readonly string[] };

/** What it is for; of each choice too, as VS Code has it. */
export interface SettingWords {
  description: string;
  enumDescriptions?: readonly string[];
}

export interface Contributes {
  commands: readonly CommandContribution[];
  keybindings: readonly KeybindingContribution[];
  menus: Readonly<Record<MenuId, readonly MenuItem[]>>;
  viewsContainers: { activitybar: readonly ViewContainer[]; panel: readonly ViewContainer[] };
  /** By the container that holds them. */
  views: Readonly<Record<string, readonly ViewContribution[]>>;
  configuration: { title: string; properties: Readonly<Record<string, SettingSchema>> };
}
