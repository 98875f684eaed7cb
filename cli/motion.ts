/**
 * `--motion`: how far emotion moves, from another corpus.
 * @module
 */
import { motionOf } from "../core/annotation/motion.ts";
import { STEP_SECONDS } from "../core/model/model.ts";
import { ratedTracks, readRatedCsv } from "../formats/rated_csv.ts";
import { path, text } from "./arguments.ts";
import { type Call, UsageError } from "./command.ts";
import { named, readText } from "./input.ts";
import { shownPath } from "./output.ts";

/** Means' motion as all of the transitions makes maps worse, as half of them it does not (docs/formats/targets.md). */
const DEFAULT_SHARE = 0.5;

export const motionOptions = {
  motion: {
    type: "string",
    value: "FILE",
    help: "annotations or targets CSV, of any music: transitions are drawn to how far\n" +
      "emotion moves there (means move less than single raters do)",
  },
  "motion-share": {
    type: "string",
    value: "X",
    help: "share of the transitions that move like --motion, the others as the\nannotations do, 0 … 1 (default: 0.5)",
  },
} as const;

/** What was asked for, its file checked; undefined for none. */
export async function readMotion(call: Call): Promise<{ path: string; share: number } | undefined> {
  const file = path(call, "motion"), shareText = text(call, "motion-share"), share = Number(shareText ?? DEFAULT_SHARE);
  if (!(share >= 0 && share <= 1)) {
    throw new UsageError(`--motion-share must be a number in 0 … 1, current value is ${shareText}`);
  }
  if (file === undefined) {
    if (shareText !== undefined) throw new UsageError("--motion-share goes with --motion");
    return undefined;
  }
  const shown = shownPath(call.services, file), content = await readText(file, shown);
  // What is too short to move must be told before anything is heard.
  named(shown, () => motionOf(ratedTracks(readRatedCsv(content)), STEP_SECONDS));
  return { path: file, share };
}
