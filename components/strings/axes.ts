/**
 * The two axes and places on them.
 * @module
 */

export const axes = {
  calm: "calm",
  energetic: "energetic",
  negative: "negative",
  positive: "positive",
  neutral: "neutral",
  slightly: (word: string) => `slightly ${word}`,
  very: (word: string) => `very ${word}`,
  arousal: "Arousal",
  valence: "Valence",
};
