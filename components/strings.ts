/**
 * Every word the pages show, in one place.
 * @module
 */

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const strings = {
  app: {
    name: "Moodline",
    description: "Second-by-second arousal–valence heatmaps of music: listen, review, correct, retrain.",
    skip: "Skip to the content",
    navigation: "Main",
    tracks: "Tracks",
    models: "Models",
    connected: "Connected",
    offline: "Connection lost. Trying again…",
    title: (page: string) => `${page} · Moodline`,
  },

  axes: {
    calm: "calm",
    energetic: "energetic",
    negative: "negative",
    positive: "positive",
    neutral: "neutral",
    slightly: (word: string) => `slightly ${word}`,
    very: (word: string) => `very ${word}`,
    arousal: "Arousal",
    valence: "Valence",
  },

  errors: {
    unreachable: "The Moodline server cannot be reached.",
    status: (status: number) => `The server answered with error ${status}.`,
    tryAgain: "Try again",
    notFoundTitle: "There is nothing here",
    notFoundText: "The address may be mistyped, or the track or model may be of another Moodline server.",
    brokenTitle: "Something went wrong",
    brokenText: "The error has been written to the server's log. Your corrections are safe.",
    backToTracks: "Back to the tracks",
  },

  library: {
    title: "Tracks",
    addFiles: "Add files",
    addFolder: "Add folder",
    lead:
      "Each track has a timeline: for every second a map of how calm or energetic, negative or positive it is heard. Open one to listen, look and correct.",
    orDrop: "or drop them anywhere on this page",
    dropHere: "Drop the files or folders anywhere to add them",
    invitation: "Drop music here to see how its emotion moves",
    invitationText:
      "Files or whole folders: WAV, FLAC, MP3, Ogg, Opus or AIFF. Each gets a timeline: for every second a map of how calm or energetic, negative or positive it is heard.",
    leftOut: (n: number) => `Left out ${count(n, "file that is", "files that are")} not audio.`,
    noneFound: "No audio files in there.",
    filter: "Filter by name",
    sortBy: "Sort by",
    sorts: {
      name: "Name",
      added: "Newest",
      duration: "Longest",
      corrections: "Most corrected",
      arousal: "Most energetic",
      valence: "Most positive",
      entropyNats: "Least certain",
    },
    onlyFailed: (n: number) => `Only the ${n} that failed`,
    columns: {
      track: "Track",
      mood: "Mood",
      duration: "Length",
      state: "State",
      corrections: "Corrections",
    },
    shown: (shown: number, all: number) => shown === all ? count(all, "track", "tracks") : `${shown} of ${all} tracks`,
    showMore: (n: number) => `Show ${n} more`,
    nothingMatches: "No track has all these words in its name.",
    ready: "Ready",
    analyse: "Analyse",
    analyseAll: (n: number) => `Analyse ${count(n, "track", "tracks")} that ${n === 1 ? "has" : "have"} no timeline`,
    activeMissing: (n: number, name: string) =>
      `${name}, the active model, has not analysed ${count(n, "track", "tracks")} yet.`,
    by: (name: string) => `by ${name}`,
    summaryCsv: "Summary of all tracks (CSV)",
    mood: (words: string) => `On average ${words}. Up is energetic, right is positive.`,
    moodUnknown: "Not analysed yet",
    credit: (title: string, artist: string, from: string) => `“${title}” by ${artist}, from ${from},`,
  },

  uploads: {
    title: "Uploads",
    summary: (done: number, all: number) => `${done} of ${all} uploaded`,
    failed: (n: number) => count(n, "file failed", "files failed"),
    waiting: (n: number) => `${count(n, "file", "files")} waiting`,
    clear: "Clear list",
    stay: "Keep this page open until all files are uploaded.",
    progress: (name: string) => `Upload of ${name}`,
  },

  jobs: {
    title: "Jobs",
    none: "Nothing is running.",
    kinds: { analyze: "Analyse", retrain: "Retrain", audit: "Audit" },
    states: { queued: "Waiting", running: "Running", done: "Done", failed: "Failed", cancelled: "Cancelled" },
    cancel: "Cancel",
    cancelNamed: (what: string) => `Cancel: ${what}`,
    progress: (what: string) => `Progress: ${what}`,
    earlier: (n: number) => `${n} finished`,
    andWaiting: (n: number) => `and ${n} more waiting`,
  },

  track: {
    loading: "Loading the timeline…",
    noTimeline: "This track has no timeline yet.",
    analysing: "It is being analysed. The timeline appears here as soon as it is ready.",
    analyse: "Analyse it now",
    activeMissing: (name: string) => `${name}, the active model, has not analysed this track yet.`,
    analyseWith: (name: string) => `Analyse with ${name}`,
    unfamiliar: "This music is unlike what the model learned from; check its maps with care.",
    play: "Play",
    pause: "Pause",
    position: "Position",
    zoomIn: "Look closer",
    zoomOut: "Look from further away",
    fit: "Whole track",
    help: "Keyboard shortcuts",
    version: "Model",
    compareWith: "Compare with",
    compareNone: "Nothing",
    show: "Show",
    corrected: "Corrected",
    asPredicted: "As predicted",
    colours: "Colours",
    probability: "Probability",
    movement: "Movement",
    meanLine: "Mean",
    pathLine: "Likeliest path",
    exportCsv: "Export CSV",
    exportJson: "Export JSON",
    audioFailed: "The audio cannot be played in this browser. The timeline can still be reviewed.",
    scroll: "Part of the track in sight",
    distance: "Change",
    distanceHint: "How far the two versions lie apart at each second: 0 is the same, 100 % has nothing in common.",
    entropy: "Entropy",
    entropyHint:
      "How spread the map is: low where the model expects listeners to agree, high where many moods are possible.",
    wave: "Audio",
    valueText: (time: string, all: string, words: string) => `${time} of ${all}, ${words}`,
    lanes: "Waveform, arousal, valence and entropy over time. Drag to select seconds.",
  },

  map: {
    title: "Where it is heard",
    summary: (words: string, likeliest: string, time: string) =>
      `Map at ${time}: on average ${words}; likeliest spot ${likeliest}.`,
    target: "Mean of the map; move it to where you hear the music",
    targetRole: "two-way slider",
    legend: "Probability of a cell",
    legendMovement: "Against the average",
    atLeast: (value: string) => `≥ ${value}`,
    mean: "Mean",
    path: "Likeliest path",
    was: "As predicted",
    entropy: "Entropy",
    why: "Why this map?",
  },

  comparing: {
    title: "Compare",
    measure: "Distance by",
    measures: { js: "Overlap", emd: "Way to go" },
    measureHints: {
      js: "How much of the probability lies elsewhere: 0 % is the same, 100 % has nothing in common.",
      emd: "How far the probability would have to be moved, in units of the plane (each axis runs from −1 to 1).",
    },
    largest: "Largest disagreement",
    next: "Next disagreement",
    previous: "Previous disagreement",
    found: (n: number) => count(n, "disagreement", "disagreements"),
    none: "The two versions agree.",
    progress: (share: number) => `Measuring… ${Math.floor(100 * share)} %`,
    failed: (why: string) => `The distances could not be measured: ${why}`,
    lane: "Distance",
    difference: (one: string, two: string) => `${one} less ${two}`,
    differenceHint: "Orange is likelier in the first version, blue in the second.",
    map: (time: string, one: string, two: string) =>
      `Difference at ${time}: orange is likelier in ${one}, blue in ${two}.`,
  },

  audit: {
    title: "Worth a look",
    nothing: "Nothing stands out: no correction, and the model is as sure of every passage.",
    notHeard: "Level and silence have not been checked yet.",
    hear: "Check them",
    hearing: (share: number) => `Listening… ${Math.floor(100 * share)} %`,
    plane: (value: string) => `${value} of the plane`,
    nats: (value: string) => `${value} nats`,
    /** What a finding says, by its kind; `by` is its strength with its unit. */
    kinds: {
      level: (by: string) => `The map moves by ${by} when the same sound is played 12 dB quieter; it should not.`,
      silentMove: (by: string) => `Nothing sounds, yet the map moves by ${by} within a second.`,
      silentSure: (by: string) => `Nothing sounds, yet the map is ${by} surer than for average music.`,
      corrected: (by: string, n: number) => `Corrected by ${by} (${count(n, "correction", "corrections")}).`,
      unknown: (by: string) => `The model's committee disagrees most here: ${by}.`,
      broad: (by: string) => `The map is broadest here: ${by} of entropy.`,
    },
  },

  expectation: {
    title: "Where the emotion goes next",
    lead:
      "Point at a place, or move there with the arrow keys: the map shows where the model expects the emotion a second later, when the music says nothing new.",
    sources: "Start from",
    cell: "A place",
    playhead: "The map at the playhead",
    grid: "Places of the map; arrow keys move between them",
    loading: "Asking the model…",
    none: "This model takes every second by itself: it expects nothing of the next. Models of the default recipe do.",
    failed: (why: string) => `The model could not be asked: ${why}`,
    from: (words: string, stays: string, likeliest: string, share: string) =>
      `From ${words}: stays with ${stays}; else most likely ${likeliest}, with ${share}.`,
    fromMap: (gains: string, loses: string) => `A second later: likelier ${gains}, less likely ${loses}.`,
    to: (words: string, share: string) => `${words}: ${share}`,
  },

  live: {
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
      unplayable: "This browser cannot play that.",
    },
    failed: (reason: string) => `Listening failed: ${reason}`,
    figures: "How well it keeps up",
    updates: "Maps a second",
    behind: "Behind the sound",
    behindValue: (median: number, most: number) => `${median.toFixed(0)} ms (at most ${most.toFixed(0)} ms)`,
    busy: "Time for a map",
    engine: "Runs on",
    engineValue: (backend: string, kernels: string) => `TensorFlow.js ${backend}, kernels ${kernels}`,
    mapEmpty: "Map of the last second: nothing is heard yet.",
    mapLabel: (words: string, likeliest: string) =>
      `Map of the last second: on average ${words}; likeliest spot ${likeliest}.`,
    trail: "The line is the way of the mean in the last seconds.",
    hint:
      "At first the map is wide: the model hears music relative to the song so far, and knows more of it with every second.",
  },

  guide: {
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
  },

  correction: {
    title: "Correct it",
    step1: "Drag over the lanes to select the seconds you disagree with.",
    step2: "Now drag the ring on the map to where you hear them.",
    range: (from: string, to: string, seconds: string) => `${from} – ${to} (${seconds} s)`,
    rangeStart: "Start of the selection",
    rangeEnd: "End of the selection",
    save: "Save correction",
    discard: "Discard",
    clear: "Clear",
    playRange: "Play it",
    target: (arousal: string, valence: string) => `arousal ${arousal}, valence ${valence}`,
    saved: "All corrections saved",
    waiting: (n: number) => `${count(n, "correction", "corrections")} waiting to be sent`,
    refused: (why: string) => `The server refused a correction: ${why}`,
    list: "Corrections",
    none: "None yet. Corrections are kept for ever; undoing one is a correction too.",
    undo: "Undo",
    redo: "Redo",
    undoNamed: (what: string) => `Undo: ${what}`,
    redoNamed: (what: string) => `Redo: ${what}`,
    undone: "undone",
    sending: "waiting",
    item: (range: string, words: string) => `${range}: ${words}`,
    /** What was done to a range; a move is told by its place, a note by its comment. */
    kinds: {
      paint: "painted",
      reshape: { move: "peak moved", spread: "peak spread", sharpen: "peak sharpened", split: "peak split" },
      set: "maps set",
      trace: "traced",
      accept: "accepted",
      reject: "rejected",
    },
  },

  retrain: {
    title: "Learn from it",
    text: "A new model version learns from all corrections of all tracks. Nothing is replaced until you promote it.",
    action: "Retrain",
    running: "Retraining…",
    needsCorrection: "Save at least one correction first.",
    ready: (name: string) => `${name} is ready. Its timeline is shown against the old one.`,
    promote: (name: string) => `Promote ${name}`,
    rollBackTo: (name: string) => `Roll back to ${name}`,
  },

  models: {
    title: "Models",
    lead:
      "The active model analyses new tracks. Every version is kept; promoting another one takes effect at once and can be taken back.",
    upload: "Upload model",
    uploading: "Uploading…",
    none: "There is no model yet. Upload a .safetensors file, or train one with “deno task moodline train”.",
    active: "Active",
    promote: "Promote",
    rollBackTo: (name: string) => `Roll back to ${name}`,
    download: "Download",
    downloadNamed: (name: string) => `Download ${name}`,
    recipe: "Recipe",
    parent: "Made from",
    noParent: "trained from scratch",
    size: "Size",
    hash: "SHA-256",
    raw: "The whole card as JSON",
    evaluation: "Evaluation",
    evaluationBefore: (parent: string | null) =>
      parent ? `Evaluation of ${parent}, before the corrections` : "Evaluation before the corrections",
    verdict: (gain: string, better: boolean) =>
      `${gain} nats a rating ${better ? "better" : "worse"} than the training mean alone. Less surprise is better.`,
    /** Evaluation figures by their key in the card; others go by their key. */
    measures: {
      nllNats: ["Surprise at a rating (NLL)", "nats"],
      floorNllNats: ["Surprise of the training mean alone", "nats"],
      emd: ["Earth mover's distance to the ratings", "A–V units"],
      stepDistance: ["Distance of the means, by step", "A–V units"],
      pieceDistance: ["Distance of the means, by piece", "A–V units"],
      rArousal: ["Correlation over pieces, arousal", ""],
      rValence: ["Correlation over pieces, valence", ""],
      withinArousal: ["Correlation within pieces, arousal", ""],
      withinValence: ["Correlation within pieces, valence", ""],
      pieces: ["Pieces", ""],
      ratings: ["Ratings", ""],
      protocol: ["Protocol", ""],
    } as Record<string, readonly [name: string, unit: string]>,
    unitsNote: "Each axis of the A–V plane runs from −1 to 1.",
    details: "All particulars",
    noEvaluation: "Not evaluated.",
    moved: (
      { clips, parentName, parent, original }: {
        clips: number;
        parentName: string | null;
        parent: string;
        original: string;
      },
    ) =>
      `On ${count(clips, "free clip", "free clips")} that nobody corrected, its maps have moved by ${parent} from ${
        parentName ?? "the version it was made from"
      }, and by ${original} from the first model of the line.`,
    movedBy: (emd: string, klNats: string) => `${emd} A–V units (${klNats} nats)`,
    units: "What its units hear",
    unitsNamed: (name: string) => `What its units hear: ${name}`,
  },

  units: {
    title: (name: string) => `What the hidden units of ${name} hear`,
    lead: (shown: number, all: number) =>
      `${shown === all ? `All ${all}` : `The ${shown} most influential of ${all}`} hidden units of the network.`,
    howToRead:
      "Left, the spectrum that a unit listens for, as deviations from the training music and as dB. Right, how the map changes when the unit is turned up by one deviation: orange cells become more probable, blue ones less.",
    all: (count: number) => `Show all ${count} units`,
    none: "This model has no network: it listens to descriptors alone.",
    back: "All models",
  },

  shortcuts: {
    title: "Keyboard shortcuts",
    close: "Close",
    rows: [
      ["Space", "Play or pause"],
      ["← →", "One step back or forward"],
      ["Page Up, Page Down", "On the time axis: ten steps back or forward"],
      ["Home, End", "To the start or end"],
      ["Shift + ← →", "Select seconds from the playhead"],
      ["P", "Play the selection"],
      ["Arrows on the ring", "Move the mean of the map (Shift: in small steps)"],
      ["Enter", "Save the correction"],
      ["Esc", "Discard the correction, then the selection"],
      ["Ctrl + Z, Ctrl + Shift + Z", "Undo or redo a saved correction"],
      ["M", "Show the timeline corrected or as predicted"],
      ["C", "Colour by probability or by movement"],
      ["+ −, 0", "Look closer, from further away, whole track"],
      ["?", "This list"],
    ],
  },
};
