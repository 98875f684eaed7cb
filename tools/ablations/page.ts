/**
 * The page: two tables and what they say.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import { signedText } from "../../formats/figures/scales.ts";
import { type Ablation, recipesOf } from "./study.ts";

const interval = ({ difference: { mean, low, high } }: Ablation) =>
  `${signedText(mean, 4)} (${signedText(low, 4)} … ${signedText(high, 4)})`;

/** What an interval allows to be said. */
function verdict({ difference: { low, high } }: Ablation): string {
  return high < 0 ? "better" : low > 0 ? "worse" : "not settled";
}

export function ablationsPage(
  report: EvaluationReport,
  parts: readonly Ablation[],
  pairs: readonly Ablation[],
): string {
  const { systems, protocol } = report, number = (value: number | null) => value === null ? "–" : value.toFixed(3);
  const partLines = parts.map((row) => {
    const { pieceDistance, rArousal, rValence } = systems[row.name];
    return `| \`${row.name}\` | ${row.note} | ${row.nllNats.toFixed(3)} | ${interval(row)} | ${
      number(pieceDistance)
    } | ${number(rArousal)} | ${number(rValence)} |`;
  });
  const pairLines = pairs.map((row) => `| ${row.name} | ${row.note} | ${interval(row)} | ${verdict(row)} |`);
  return `# Ablations: what each part brings

On VGMIDI (90 pieces), ${protocol.foldCount} folds by piece, seed ${protocol.seed}: every piece is predicted by a model that has not heard it. Made by

\`\`\`sh
deno task moodline evaluate --audio vgmidi/audio --annotations vgmidi/annotations.csv --cross-validate 5 --control \\
  --recipe ${recipesOf(report).join(",")} \\
  --out report.json
deno task moodline evaluate … --recipe default --views views --augment --out views.json
deno task moodline evaluate … --recipe default --unlabelled music --out unlabelled.json
deno task table:ablations report.json views=views.json unlabelled=unlabelled.json
\`\`\`

with the same audio, annotations and folds where there is "…"; \`views\` as \`deno task build:views\` makes them; \`music\`: the
41 pieces of Debian's package wesnoth-1.16-music (free; not part of Moodline).

![Differences with their intervals](ablations.svg)

NLL is that of a rating in nats; differences are means over pieces with 95 % of a paired bootstrap over pieces, and below
0 is better. The intervals are not corrected for the number of comparisons.

## Each part alone

Less the training mean (${
    systems["training mean"].nllNats.toFixed(3)
  } nats). Distance of a piece's mean in units of the plane, r between the pieces' means.

| recipe | hears | NLL | difference (95 %) | distance | r arousal | r valence |
|---|---|--:|---|--:|--:|--:|
${partLines.join("\n")}

## Each change, beside what it changes

| change | recipes | difference (95 %) | verdict |
|---|---|---|---|
${pairLines.join("\n")}
`;
}
