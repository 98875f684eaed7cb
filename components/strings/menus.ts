/**
 * Menu buttons of the track's editor.
 * @module
 */

export const menus = { view: "View", export: "Export" };
