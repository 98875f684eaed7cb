/**
 * The page: the table, how it was made, and what it shows.
 * @module
 */
import type { Machine } from "../../bench/machine.ts";
import { FEW_ITERATIONS, type Group, MULTIPLES } from "./rows.ts";
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

/** Of a power of 2. */
const fraction = (multiple: number) => multiple < 1 ? `1/${1 / multiple}` : `${multiple}`;

function lineText({ name, parameters, ms, nll, difference, chosen }: Line, group: Group): string {
  const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
  const compared = group === "baseline"
    ? "–"
    : `${signed(difference.mean)} (${signed(difference.low)} … ${signed(difference.high)})`;
  const multiples = chosen.length > 0 ? chosen.map(fraction).join(", ") : "–";
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
  const shared = lines.filter(({ group }) => group === "transitions"), nlls = shared.map(({ nll }) => nll);
  const [lowest, highest] = [Math.min(...nlls), Math.max(...nlls)].map((nll) => nll.toFixed(4));
  const none = shared.find(({ name }) => name === "none")!;
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
- **strengths**: how hard the weights are drawn to zero, as a multiple of the strength that gives a cell's score the
  variance it has in the default recipe; each of the folds chose among ${
    MULTIPLES.join(", ")
  } within its training pieces, as
  listed. _Smooth_ draws neighbouring cells together with that strength, and to zero with a sixteenth. Where none are
  listed, and for biases and transitions, the strengths are the recipe's.
- Transitions that hear are told the _novelty_ of a step: the log distance of its standardised descriptors from those of
  the step before; as a nominal code, its thirds. They train for ${FEW_ITERATIONS} iterations only, so two rows without hearing do too.

## What it shows

- Over all transitions that share a matrix, NLL lies between ${lowest} and ${highest}. Without any, every second by itself,
  it is ${
    none.nll.toFixed(4)
  }: that is all that transitions can bring to the map of a second. Paths (what the mood does next,
  samples, the most probable line) are another matter, and not measured here.
- Better than the default recipe, the whole interval below 0: ${
    settled(lines, ({ difference }) => difference.high < 0)
  }.
- Worse, the whole interval above 0: ${settled(lines, ({ difference }) => difference.low > 0)}.
- The intervals are not corrected for the number of rows: of ${lines.length} rows, one may lie outside by chance.

${(Object.keys(TITLES) as Group[]).map((group) => tableOf(lines, group)).join("\n")}`;
}
