/**
 * How well the rater model recovers simulated raters, beside what an oracle recovers who knows the music and how raters are drawn:
 * `deno task table:raters` prints the table of `docs/limits.md`.
 * @module
 */
import { fitRaters } from "../core/annotation/raters/fit.ts";
import { RELATIVE_LAGS } from "../core/annotation/raters/model.ts";
import { simulateRaters, USUAL_RATERS } from "../core/annotation/raters/simulate.ts";
import { errors, oracleEstimates, rms, shareWithin } from "../core/annotation/raters/testing.ts";
import { seededRandom } from "../core/random.ts";
import { toolCall } from "./tool_call.ts";

/** Pieces that everybody rates, and how many populations are drawn. */
const STUDIES = [{ pieces: 12, seeds: 6 }, { pieces: 24, seeds: 3 }, { pieces: 48, seeds: 2 }];

toolCall({ task: "table:raters" });
console.log("| pieces | by | lag, RMS | within .3 s | offset, RMS | within .05 | spammers found | said wrongly |");
console.log("|--:|---|--:|--:|--:|--:|--:|--:|");
for (const { pieces, seeds } of STUDIES) {
  const spec = { ...USUAL_RATERS, pieces }, kinds = ["fit", "oracle"] as const;
  const lags = { fit: [] as number[], oracle: [] as number[] },
    offsets = { fit: [] as number[], oracle: [] as number[] };
  let spammers = 0, found = 0, wrong = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const simulation = simulateRaters(spec, seededRandom(seed));
    const { raters: fit } = fitRaters(simulation.series, { lag: RELATIVE_LAGS, maxIterations: 15 });
    const estimates = { fit, oracle: oracleEstimates(simulation, spec) };
    for (const kind of kinds) {
      lags[kind].push(...errors(simulation, estimates[kind], "lagSeconds"));
      offsets[kind].push(...errors(simulation, estimates[kind], "offset"));
    }
    simulation.raters.forEach(({ spam }, i) => {
      const said = fit[i].spamProbability > 0.5;
      if (spam) spammers++;
      if (said && spam) found++;
      if (said && !spam) wrong++;
    });
  }
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  for (const kind of kinds) {
    const told = kind === "fit" ? `${found} of ${spammers} | ${wrong}` : "– | –";
    console.log(
      `| ${pieces} | ${kind} | ${rms(lags[kind]).toFixed(3)} s | ${percent(shareWithin(lags[kind], 0.3))} | ` +
        `${rms(offsets[kind]).toFixed(4)} | ${percent(shareWithin(offsets[kind], 0.05))} | ${told} |`,
    );
  }
}
