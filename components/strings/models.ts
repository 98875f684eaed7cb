/**
 * The shelf of models.
 * @module
 */
import { count } from "./count.ts";

export const models = {
  title: "Models",
  lead:
    "The active model analyses new tracks. Every version is kept; promoting another one takes effect at once and can be taken back.",
  upload: "Upload model",
  uploading: "Uploading…",
  none: "There is no model yet. Upload a .safetensors file, or train one with “deno task moodline train”.",
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
};
