/**
 * The page: what choosing a recipe is worth, and what was chosen.
 * @module
 */
import { findRecipe } from "../../core/model/recipe.ts";
import { AXES } from "./axes.ts";
import type { SearchFigures, SearchOutcome } from "./outcome.ts";

const number = (value: number | null) => value === null ? "–" : value.toFixed(3);
const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;

function figureCells(figures: SearchFigures): string[] {
  const { pieces, pieceDistance, rArousal, rValence, withinArousal, withinValence, coverage80 } = figures;
  return [String(pieces), figures.nllNats.toFixed(4)].concat(
    [pieceDistance, rArousal, rValence, withinArousal, withinValence, coverage80].map(number),
  );
}

/** Of an axis, the option that leaves the recipe `default` as it is. */
function defaultOption(axis: string): string {
  const recipe = findRecipe("default"), options = AXES.find(({ name }) => name === axis)?.options ?? [];
  // As JSON, to which what is undefined is not there.
  return options.find(({ change }) => JSON.stringify(change(recipe)) === JSON.stringify(recipe))?.name ?? "–";
}

export function searchPage({ outer, all, nested, trials, trialHours, origin }: SearchOutcome): string {
  const choices = [...outer, all], axes = Object.keys(all.chosen);
  const heldOut = outer.map(({ place, trialNll, heldOut }) =>
    row(place, trialNll.toFixed(4), ...figureCells(heldOut!))
  );
  const options = axes.map((axis) => row(axis, ...choices.map(({ chosen }) => chosen[axis]), defaultOption(axis)));
  return `# Search: what choosing the recipe is worth

Figures of a recipe that was chosen while looking at all pieces are too good by what looking brought. Here nobody looked: for
each of ${outer.length} folds of VGMIDI (${nested.pieces} pieces; sorted by name, index modulo ${outer.length}) the recipe was chosen on the other folds'
pieces alone, by cross-validation among them, trained on all of them and asked for the fold. What there was to choose from
(\`tools/search/axes.ts\`) was written down by people who had seen results on these pieces. Made by

\`\`\`sh
deno task search --audio vgmidi/audio --annotations vgmidi/annotations.csv --views views --log search.jsonl
deno task table:search search.jsonl
\`\`\`

${trials} trials, ${trialHours.toFixed(1)} hours of them (kernels ${origin.kernels}, seed ${origin.seed}).

## What was held out

NLL of a rating in nats, distance of a piece's mean in units of the plane, r between the pieces' means and within a piece,
share of ratings in 80 % regions. "By trial": NLL by which the recipe was chosen, on the pieces that it was chosen on.

| held out | by trial | pieces | NLL | distance | r arousal | r valence | within, arousal | within, valence | in 80 % |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${heldOut.join("\n")}
${row("**all, nested**", "–", ...figureCells(nested))}

## What was chosen

Axes were decided in this order, each with what was chosen before it; the first option stays where no other is better. The
choice on all pieces has a NLL of ${all.trialNll.toFixed(4)} by trial: not a measure of it, since it was chosen by that.

${row("axis", ...choices.map(({ place }) => place), "`default`")}
${row("---", ...choices.map(() => "---"), "---")}
${options.join("\n")}
`;
}
