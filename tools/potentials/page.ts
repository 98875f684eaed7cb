/**
 * The page: the table, how it was made, and what it shows.
 * @module
 */
import type { Machine } from "../../bench/machine.ts";
import { FEW_ITERATIONS, type Group } from "./rows.ts";
import type { Line } from "./table.ts";

export interface PageFacts {
  machine: Machine;
  minutes: number;
  pieces: number;
}

const TITLES: Record<Group, string> = {
  "baseline": "Baseline",
  "emission": "Emissions, with dense transitions",
  "transitions": "Transitions, with the default recipe's emissions",
  "conditioned transitions": "Transitions that hear, with the default recipe's emissions",
};

function lineText({ name, parameters, ms, nll, difference, chosen }: Line, group: Group): string {
  const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
  const compared = group === "baseline"
    ? "–"
    : `${signed(difference.mean)} (${signed(difference.low)} … ${signed(difference.high)})`;
  const multiples = chosen.length > 0 ? chosen.join(", ") : "–";
  return `| ${name} | ${parameters.toLocaleString("en")} | ${Number(ms.toPrecision(2))} | ${
    nll.toFixed(4)
  } | ${compared} | ${multiples} |`;
}

function tableOf(lines: readonly Line[], group: Group): string {
  return `## ${TITLES[group]}

| potential | parameters | ms | NLL | difference (95 %) | strengths |
|---|--:|--:|--:|---|---|
${lines.filter((line) => line.group === group).map((line) => lineText(line, group)).join("\n")}
`;
}

/** Names of the lines whose interval lies on one side of 0. */
function settled(lines: readonly Line[], holds: (line: Line) => boolean): string {
  const names = lines.filter((line) => line.group !== "baseline" && holds(line)).map((line) =>
    `${line.name} (${line.group})`
  );
  return names.length > 0 ? names.join(", ") : "none";
}

export function potentialsPage(lines: readonly Line[], { machine, minutes, pieces }: PageFacts): string {
  const widest = lines.filter(({ group }) => group === "transitions"), nlls = widest.map(({ nll }) => nll);
  const none = widest.find(({ name }) => name === "none")!;
  return `# Potentials: accuracy against complexity

What each form of the CRF's emissions and transitions costs, and what it brings, on VGMIDI (${pieces} pieces). Made by

\`\`\`sh
deno task table:potentials --audio vgmidi/audio --annotations vgmidi/annotations.csv
\`\`\`

in ${minutes.toFixed(0)} minutes on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.runtime}.

![Held-out NLL against the number of parameters](potentials.svg)

- **parameters**: of the whole CRF. **ms**: objective and gradient on the training pieces of the first fold, f32, two
  threads.
- **NLL**: of a rating in nats, five folds by piece, scored as \`moodline evaluate --cross-validate 5\` does. **difference**:
  from the baseline, mean over pieces, 95 % of a paired bootstrap over pieces; above 0 is worse.
- The listeners are those of the default recipe, fitted once a fold and shared by all rows.
- **strengths**: emissions are drawn to zero with ¼, 1, 4 or 16 times the strength that gives a cell's score the variance it
  has in the default recipe; the folds chose within their training pieces, as listed. _Smooth_ draws neighbouring cells together with
  that strength, and to zero with a sixteenth. All other rows have the recipe's strengths, untouched.
- Transitions that hear are told the _novelty_ of a step: the log distance of its standardised descriptors from those of
  the step before; as a nominal code, its thirds. They train for ${FEW_ITERATIONS} iterations only, so two rows without hearing do too.

## What it shows

- Over all transitions that share a matrix, NLL lies between ${Math.min(...nlls).toFixed(4)} and ${
    Math.max(...nlls).toFixed(4)
  }.
  Without any (every second by itself) it is ${
    none.nll.toFixed(4)
  }: for the map of a second, transitions matter little. They are
  there for paths: what the mood does next, samples, the most probable line.
- Better than the default recipe beyond doubt of the bootstrap: ${
    settled(lines, ({ difference }) => difference.high < 0)
  }.
- Worse beyond doubt: ${settled(lines, ({ difference }) => difference.low > 0)}.
- The intervals are not corrected for the number of rows: of ${lines.length} rows, one may lie outside by chance.

${(Object.keys(TITLES) as Group[]).map((group) => tableOf(lines, group)).join("\n")}`;
}
