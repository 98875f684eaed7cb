/**
 * How to read the picture of a track.
 * @module
 */

export const guide = {
  title: "How to read this",
  parts: [
    [
      "Arousal and valence",
      "A column is a second. The brighter a height, the likelier a listener puts the music there: arousal from calm to energetic, valence from negative to positive. The white line is the mean.",
    ],
    [
      "The map",
      "The second at the playhead, both axes at once, in 11 × 11 cells. The ring is the mean: drag it to where you hear the music. The diamond is the likeliest path through the whole track.",
    ],
    [
      "Entropy",
      "How far the map is spread: 0 nats where all listeners would agree, 4.8 where every mood is as likely. The higher, the less the mean tells. The numbers after ± say how wide it is on each axis.",
    ],
    [
      "Movement",
      "Listeners differ, so maps are broad and move slowly. “Movement” colours how a second differs from the track's average: orange is likelier, blue is less likely.",
    ],
  ],
  model: (name: string) => `The model: ${name}`,
  howGood: "How good it is",
};
