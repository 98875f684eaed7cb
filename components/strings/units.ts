/**
 * What the units of a network hear.
 * @module
 */

export const units = {
  title: (name: string) => `What the hidden units of ${name} hear`,
  lead: (shown: number, all: number) =>
    `${shown === all ? `All ${all}` : `The ${shown} most influential of ${all}`} hidden units of the network.`,
  howToRead:
    "Left, the spectrum that a unit listens for, as deviations from the training music and as dB. Right, how the map changes when the unit is turned up by one deviation: orange cells become more probable, blue ones less.",
  all: (count: number) => `Show all ${count} units`,
  none: "This model has no network: it listens to descriptors alone.",
  back: "All models",
};
