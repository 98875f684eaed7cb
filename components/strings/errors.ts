/**
 * What went wrong, and pages that say so.
 * @module
 */

export const errors = {
  unreachable: "The Moodline server cannot be reached.",
  status: (status: number) => `The server answered with error ${status}.`,
  tryAgain: "Try again",
  notFoundTitle: "There is nothing here",
  notFoundText: "The address may be mistyped, or the track or model may be of another Moodline server.",
  brokenTitle: "Something went wrong",
  brokenText: "The error has been written to the server's log. Your corrections are safe.",
  backToTracks: "Back to the tracks",
};
