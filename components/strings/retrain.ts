/**
 * Learning from corrections.
 * @module
 */

export const retrain = {
  title: "Learn from it",
  text: "A new model version learns from all corrections of all tracks. Nothing is replaced until you promote it.",
  action: "Retrain",
  running: "Retraining…",
  needsCorrection: "Save at least one correction first.",
  ready: (name: string) => `${name} is ready. Its timeline is shown against the old one.`,
  promote: (name: string) => `Promote ${name}`,
  rollBackTo: (name: string) => `Roll back to ${name}`,
};
