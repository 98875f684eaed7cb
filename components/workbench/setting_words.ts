/** Names of settings as people read them. @module */

/** `moodline.track.meanLine` → area `Track`, name `Mean Line`; `moodline.track.lanes.entropy` → `Lanes: Entropy`. */
export function settingWords(id: string): { area: string; name: string } {
  const [, area, ...name] = id.split(".");
  const words = (text: string) => (text[0].toUpperCase() + text.slice(1)).replace(/(?<=[a-z])(?=[A-Z])/g, " ");
  return { area: words(area), name: name.map(words).join(": ") };
}
