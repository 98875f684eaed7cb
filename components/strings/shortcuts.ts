/**
 * The table of keys.
 * @module
 */

export const shortcuts = {
  title: "Keyboard shortcuts",
  close: "Close",
  ring: ["Arrows on the ring", "Move the mean of the map (Shift: in small steps)"],
  change: "Change keys",
};
