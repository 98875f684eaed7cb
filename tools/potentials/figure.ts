/**
 * The figure: held-out NLL against the number of parameters, a panel for emissions and one for transitions.
 * @module
 */
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
      const colour = line.group === "baseline" ? "#000" : COLOURS[index % COLOURS.length];
      families.set(key, family = { name, colour, shape: SHAPES[line.group], members: [] });
    }
    family.members.push({ line, size: size ?? "" });
  }
  return [...families.values()];
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Where a number lies between two others, drawn from `start` to `end`. */
function scale(low: number, high: number, start: number, end: number): (value: number) => number {
  return (value) => round(start + (value - low) / (high - low) * (end - start));
}

/** log10(1 + n), so that no parameters at all have a place. */
const decades = (parameters: number) => Math.log10(1 + parameters);

/** At most about ten steps of whole hundredths that hold every interval. */
function nllTicks(lines: readonly Line[], base: number): number[] {
  const low = Math.floor(100 * (base + Math.min(...lines.map(({ difference }) => difference.low))));
  const high = Math.ceil(100 * (base + Math.max(...lines.map(({ difference }) => difference.high))));
  const step = Math.max(1, Math.ceil((high - low) / 10));
  return Array.from({ length: Math.ceil((high - low) / step) + 1 }, (_, i) => (low + i * step) / 100);
}

interface Axes {
  x(parameters: number): number;
  y(nll: number): number;
  /** NLL of the baseline. */
  base: number;
}

function familyMarks({ colour, shape, members }: Family, { x, y, base }: Axes): string {
  const points = members.map(({ line }) => `${x(line.ownParameters)} ${y(line.nll)}`);
  const marks = members.map(({ line: { ownParameters, nll, difference }, size }) => {
    const at = x(ownParameters), high = y(base + difference.high);
    return `<path d="M${at} ${y(base + difference.low)}V${high}" stroke="${colour}"/>` +
      `<path d="${shape}" transform="translate(${at} ${y(nll)})" fill="${colour}"/>` +
      (size ? `<text x="${at}" y="${high - 4}" text-anchor="middle" font-size="10">${size}</text>` : "");
  });
  return `<path d="M${points.join("L")}" stroke="${colour}" fill="none" stroke-opacity=".4"/>${marks.join("")}`;
}

function legend(families: readonly Family[], left: number): string[] {
  const rows = Math.ceil(families.length / 2);
  return families.map(({ name, colour, shape }, i) => {
    const x = left + Math.floor(i / rows) * PANEL / 2 + 8, y = BOTTOM + 62 + i % rows * 17;
    return `<path d="${shape}" transform="translate(${x} ${y})" fill="${colour}"/>` +
      `<text x="${x + 12}" y="${y + 4}" font-size="11">${name}</text>`;
  });
}

function panel(title: string, lines: readonly Line[], left: number, { y, base }: Omit<Axes, "x">): string {
  const counts = lines.map(({ ownParameters }) => decades(ownParameters));
  const least = Math.floor(Math.min(...counts)), most = Math.ceil(Math.max(...counts));
  const along = scale(least, most, left + 12, left + PANEL - 12), middle = left + PANEL / 2;
  const ticks = Array.from({ length: most - least + 1 }, (_, i) => least + i).map((decade) =>
    `<path d="M${along(decade)} ${TOP}V${BOTTOM}" stroke="#e5e5e5"/>` +
    `<text x="${along(decade)}" y="${BOTTOM + 18}" text-anchor="middle">` +
    `${decade === 0 ? 0 : (10 ** decade).toLocaleString("en")}</text>`
  );
  const families = familiesOf(lines);
  return [
    `<text x="${middle}" y="${TOP - 14}" text-anchor="middle" font-weight="bold">${title}</text>`,
    ...ticks,
    `<path d="M${left} ${y(base)}H${left + PANEL}" stroke="#000" stroke-dasharray="4 4"/>`,
    ...families.map((family) => familyMarks(family, { x: (n) => along(decades(n)), y, base })),
    `<text x="${middle}" y="${BOTTOM + 38}" text-anchor="middle">parameters of the ${title}</text>`,
    ...legend(families, left),
  ].join("\n");
}

/** @param lines the first is the baseline. */
export function potentialsFigure(lines: readonly Line[]): string {
  const [{ nll: base }] = lines, ticks = nllTicks(lines, base), y = scale(ticks[0], ticks.at(-1)!, BOTTOM, TOP);
  const emissions = lines.filter(({ group }) => group === "emission");
  const transitions = lines.filter(({ group }) => group !== "emission");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    "<title>Held-out negative log-likelihood of a rating against the number of parameters</title>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...ticks.map((tick) => `<text x="${LEFT[0] - 8}" y="${y(tick) + 4}" text-anchor="end">${tick.toFixed(2)}</text>`),
    `<text transform="translate(22 ${
      (TOP + BOTTOM) / 2
    }) rotate(-90)" text-anchor="middle">NLL of a rating, nats</text>`,
    panel("emissions", emissions, LEFT[0], { y, base }),
    panel("transitions", transitions, LEFT[1], { y, base }),
    `<text x="${LEFT[0]}" y="${HEIGHT - 8}" font-size="11">` +
    "dashed: the default recipe; bars: 95 % of a paired bootstrap of the difference from it</text>",
    "</svg>",
    "",
  ].join("\n");
}
