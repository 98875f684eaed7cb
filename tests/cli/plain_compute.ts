/**
 * A Compute for tests of the batch logic: its maps follow from the files' bytes, and files that begin with "bad" fail.
 * Everything else about it is real: it reads the files, tells its progress and can be stopped.
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Compute } from "../../jobs/compute.ts";
import { randomTimeline } from "../../formats/testing.ts";

export interface PlainCompute extends Compute {
  /** Base names of the files that were analysed, in the order in which they were begun. */
  readonly analyzed: string[];
  /** Greatest number of analyses that were open at one time. */
  readonly mostAtOnce: number;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** @param delayMs how long each analysis takes. */
export function plainCompute({ delayMs = 0 } = {}): PlainCompute {
  const analyzed: string[] = [];
  let open = 0, mostAtOnce = 0;
  return {
    analyzed,
    get mostAtOnce() {
      return mostAtOnce;
    },
    async analyze({ audioPath, modelPath }, { signal, onProgress } = {}) {
      const name = basename(audioPath);
      analyzed.push(name);
      mostAtOnce = Math.max(mostAtOnce, ++open);
      try {
        const bytes = await Deno.readFile(audioPath);
        onProgress?.({ fraction: 0.5, message: "half" });
        await sleep(delayMs, undefined, { signal });
        if (new TextDecoder().decode(bytes).startsWith("bad")) {
          {
            throw new Error(`Cannot decode ${name.replace(/\p{Cc}+/gu, " ")}: it is bad\nat x`);
          }
        }
        const timeline = randomTimeline(bytes.length, { stepCount: bytes.length % 100, name });
        timeline.source.sha256 = sha256(bytes);
        timeline.model.sha256 = sha256(await Deno.readFile(modelPath));
        return { timeline, waveform: { secondsPerPeak: 1, peaks: new Int8Array(0) }, rendition: false };
      } finally {
        open--;
      }
    },
    train: ({ audio, recipe, seed }) => {
      const model = new TextEncoder().encode(JSON.stringify({ pieces: audio.map(({ piece }) => piece), recipe, seed }));
      return Promise.resolve({ model, summary: { pieces: audio.length } });
    },
    retrain: () => Promise.reject(new Error("Cannot retrain: the command line does not")),
    evaluate: ({ audio, subject }) =>
      Promise.resolve({ pieces: audio.length, subject, scores: { model: { nll: 4.2 } } }),
    close() {},
  };
}
