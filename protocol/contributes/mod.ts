/**
 * The manifest of the workbench.
 * @module
 */
import { commands } from "./commands.ts";
import { properties } from "./configuration.ts";
import { keybindings } from "./keybindings.ts";
import type { Contributes } from "./types.ts";
import { menus, views, viewsContainers } from "./views.ts";

export type * from "./types.ts";
export type { SettingId, SettingValue } from "./configuration.ts";

export const contributes = {
  commands,
  keybindings,
  menus,
  viewsContainers,
  views,
  configuration: { title: "Moodline", properties },
} as const satisfies Contributes;
