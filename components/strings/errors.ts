/**
 * What went wrong, and pages that say so.
 * @module
 */

export const errors = {
  unreachable: "The Moodline server cannot be reached.",
  notStarted: "A part of the page that computes could not be started. Is the server still there?",
  status: (status: number) => `The server answered with error ${status}.`,
  tryAgain: "Try again",
  notFetched: "This part of the page could not be fetched. It opens as soon as the server can be reached. " +
    "What you have made is kept in this browser.",
  reload: "Reload the page",
  notFoundTitle: "There is nothing here",
  notFoundText: "The address may be mistyped, or the track or model may be of another Moodline server.",
  brokenTitle: "Something went wrong",
  brokenText: "The error has been written to the server's log. Your corrections are safe.",
  backToTracks: "Back to the tracks",
};
