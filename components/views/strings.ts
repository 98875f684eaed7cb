/**
 * Words of the parts that are fetched on use; the others are in `../strings.ts`.
 * @module
 */

export const viewStrings = {
  comparing: {
    as: "Compare as",
    sides: "Side by side",
    difference: "Difference",
    whose: "Corrections by",
    everybody: "Everybody",
  },

  audit: {
    loading: "Reading the audit…",
    failed: (why: string) => `The audit could not be made: ${why}`,
  },

  lanes: {
    ignorance: "Unknown",
    ignoranceHint:
      "How much the members of the model's committee disagree: what it does not know, as against how far listeners differ.",
    noCommittee: "This model has no committee that could disagree.",
    markers: "Markers",
    predicted: "As predicted",
    corrected: "Corrected",
    lines: "Lines over the strips",
    nobody: "Nobody has corrected this track yet: there is nothing to trace.",
  },

  exports: {
    failed: (why: string) => `The file could not be made: ${why}`,
  },
};
