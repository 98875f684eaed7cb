/**
 * The figure: held-out NLL against the number of parameters, a panel for emissions and one for transitions.
 * @module
 */
import { linearScale, roundTicks, type Scale } from "../../formats/figures/scales.ts";
import { at, element, figure, label, line, MUTED, RULE, type Svg, TEXT } from "../../formats/figures/svg.ts";
import type { Line } from "./table.ts";

const WIDTH = 960, HEIGHT = 500, TOP = 40, BOTTOM = 330, PANEL = 385, LEFT = [80, 545];
/** Colours of Okabe & Ito, which the colour-blind can tell apart; marks differ in shape, too. */
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const SHAPES = {
  "baseline": "M-6 0L0 -6L6 0L0 6Z",
  "emission": "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z",
  "transitions": "M-4.5 -4.5H4.5V4.5H-4.5Z",
  "conditioned transitions": "M-6 5L0 -6L6 5Z",
};

/** Lines that differ in a size only, e.g. `stencil` of 3×3, 5×5 and 7×7. */
interface Family {
  name: string;
  colour: string;
  shape: string;
  members: { line: Line; size: string }[];
}

function familiesOf(lines: readonly Line[]): Family[] {
  const families = new Map<string, Family>(), used = new Map<string, number>();
  for (const line of lines) {
    const [, name, size] = /^(.*?)(?: (\d\S*))?$/.exec(line.name)!, key = `${line.group} ${name}`;
    let family = families.get(key);
    if (!family) {
      const index = used.get(line.group) ?? 0;
      used.set(line.group, index + 1);
      const colour = line.group === "baseline" ? TEXT : COLOURS[index % COLOURS.length];
      families.set(key, family = { name, colour, shape: SHAPES[line.group], members: [] });
    }
    family.members.push({ line, size: size ?? "" });
  }
  return [...families.values()];
}

/** log10(1 + n), so that no parameters at all have a place. */
const decades = (parameters: number) => Math.log10(1 + parameters);

interface Axes {
  x: Scale;
  y: Scale;
  /** NLL of the baseline. */
  base: number;
}

function familyMarks({ colour, shape, members }: Family, { x, y, base }: Axes): Svg[] {
  const points = members.map(({ line: { ownParameters, nll } }) => [x(decades(ownParameters)), y(nll)] as const);
  const marks = members.flatMap(({ line: { difference }, size }, i) => {
    const [across, up] = points[i], high = y(base + difference.high);
    return [
      line([[across, y(base + difference.low)], [across, high]], colour, 1),
      at(across, up, element("path", { d: shape, fill: colour })),
      ...(size ? [label(across, high - 4, size, { size: 10, anchor: "middle" })] : []),
    ];
  });
  return [element("g", { "stroke-opacity": 0.4 }, line(points, colour, 1)), ...marks];
}

function legend(families: readonly Family[], left: number): Svg[] {
  const rows = Math.ceil(families.length / 2);
  return families.map(({ name, colour, shape }, i) =>
    at(
      left + Math.floor(i / rows) * PANEL / 2 + 8,
      BOTTOM + 62 + i % rows * 17,
      element("path", { d: shape, fill: colour }),
      label(12, 4, name, { colour: TEXT }),
    )
  );
}

function panel(title: string, lines: readonly Line[], left: number, { y, base }: Omit<Axes, "x">): Svg[] {
  const counts = lines.map(({ ownParameters }) => decades(ownParameters));
  const least = Math.floor(Math.min(...counts)), most = Math.ceil(Math.max(...counts)), middle = left + PANEL / 2;
  const x = linearScale([least, most], [left + 12, left + PANEL - 12]), families = familiesOf(lines);
  const ticks = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  return [
    label(middle, TOP - 14, title, { size: 12, colour: TEXT, anchor: "middle", bold: true }),
    ...ticks.flatMap((decade) => [
      line([[x(decade), TOP], [x(decade), BOTTOM]], RULE, 1),
      label(x(decade), BOTTOM + 18, decade === 0 ? "0" : (10 ** decade).toLocaleString("en"), { anchor: "middle" }),
    ]),
    element("g", { "stroke-dasharray": "4 4" }, line([[left, y(base)], [left + PANEL, y(base)]], TEXT, 1)),
    ...families.flatMap((family) => familyMarks(family, { x, y, base })),
    label(middle, BOTTOM + 38, `parameters of the ${title}`, { size: 12, anchor: "middle" }),
    ...legend(families, left),
  ];
}

/** @param lines the first is the baseline. */
export function potentialsFigure(lines: readonly Line[]): string {
  const [{ nll: base }] = lines, ends = lines.flatMap(({ difference: { low, high } }) => [base + low, base + high]);
  const low = Math.min(...ends), high = Math.max(...ends), y = linearScale([low, high], [BOTTOM, TOP]);
  const ticks = roundTicks(low, high, 8);
  const text = {
    title: "Held-out negative log-likelihood of a rating against the number of parameters",
    description: "A panel for emissions and one for transitions; lower is better",
  };
  return figure(
    { width: WIDTH, height: HEIGHT },
    text,
    ...ticks.map((tick) => label(LEFT[0] - 8, y(tick) + 4, tick.toFixed(3), { anchor: "end" })),
    label(22, (TOP + BOTTOM) / 2, "NLL of a rating, nats", { size: 12, anchor: "middle", turned: true }),
    ...panel("emissions", lines.filter(({ group }) => group === "emission"), LEFT[0], { y, base }),
    ...panel("transitions", lines.filter(({ group }) => group !== "emission"), LEFT[1], { y, base }),
    label(
      LEFT[0],
      HEIGHT - 8,
      "dashed: the default recipe; bars: 95 % of a paired bootstrap of the difference from it",
      { colour: MUTED },
    ),
  );
}
