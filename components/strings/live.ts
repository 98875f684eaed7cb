/**
 * The page that listens.
 * @module
 */

export const live = {
  title: "Listen",
  lead:
    "The model listens in this browser, to the microphone or to what plays, and maps the last second as it is heard. No sound leaves your machine.",
  model: (name: string) => `Listening is done by ${name}, the active model.`,
  noModel: "There is no active model to listen with.",
  toModels: "Go to the models",
  sources: "Listen to",
  microphone: "Microphone",
  file: "Audio file…",
  track: "Track",
  chooseTrack: "Choose a track…",
  stop: "Stop",
  stopKey: "Escape stops too",
  states: {
    idle: "Not listening",
    starting: "Loading the model…",
    listening: "Listening",
    failed: "Stopped",
  },
  player: "What is being listened to",
  problems: {
    noWorklet: "This browser cannot hand sound to a program (it has no AudioWorklet).",
    insecure: "Browsers give sound only to pages at localhost or over https.",
    refused: "The microphone was refused. Allow it in the browser's settings for this page, then try again.",
    noMicrophone: "No microphone can be opened.",
    unplugged: "The microphone is gone.",
    unplayable: "This browser cannot play that.",
  },
  failed: (reason: string) => `Listening failed: ${reason}`,
  figures: "How well it keeps up",
  updates: "Maps a second",
  behind: "Behind the sound",
  behindValue: (median: number, most: number) => `${median.toFixed(0)} ms (at most ${most.toFixed(0)} ms)`,
  busy: "Time for a map",
  busyValue: (ms: number) => `${ms.toFixed(0)} ms`,
  engine: "Runs on",
  engineValue: (backend: string, kernels: string) => `TensorFlow.js ${backend}, kernels ${kernels}`,
  mapEmpty: "Map of the last second: nothing is heard yet.",
  mapLabel: (words: string, likeliest: string) =>
    `Map of the last second: on average ${words}; likeliest spot ${likeliest}.`,
  trail: "The line is the way of the mean in the last seconds.",
  hint:
    "At first the map is wide: the model hears music relative to the song so far, and knows more of it with every second.",
};
