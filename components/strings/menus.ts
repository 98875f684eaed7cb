/**
 * Menu buttons of the track's editor.
 * @module
 */

export const menus = { lanes: "Lanes", export: "Export" };
