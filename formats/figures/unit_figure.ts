/**
 * What a hidden unit hears and where it pulls: its two spectra in deviations and in dB, and the change of the map.
 * @module
 */
import type { ModelInsight, UnitInsight } from "../../core/model/insight.ts";
import type { SpectrumRun } from "../../core/signal/step_spectrum_spec.ts";
import { LESS_COLOUR, MORE_COLOUR } from "./colours.ts";
import { changeMap } from "./map_panel.ts";
import { linearScale, logScale, logTicks, roundTicks, type Scale, shortHz, signedText } from "./scales.ts";
import { runName } from "./run_name.ts";
import { at, element, figure, label, line, rule, type Svg, TEXT } from "./svg.ts";

const WIDTH = 890, HEIGHT = 184;
const PANEL = { width: 270, height: 112, top: 38 };
const MAP_SIZE = 112;
const PREFERRED = LESS_COLOUR, PROJECTED = MORE_COLOUR;

/** `layer 1, unit 24`, as people count. */
export function unitName({ layer, unit }: { layer: number; unit: number }): string {
  return `layer ${layer + 1}, unit ${unit + 1}`;
}

/** One unit as a figure of its own. */
export function unitFigure(insight: ModelInsight, unit: UnitInsight): string {
  return figure(
    { width: WIDTH, height: HEIGHT + 24 },
    { title: `What ${unitName(unit)} of ${insight.id} hears`, description: describe(insight, unit) },
    at(0, 24, unitCard(insight, unit)),
    at(0, 0, key()),
  );
}

/** Several units below each other, under one key. */
export function unitsFigure(insight: ModelInsight, units: readonly UnitInsight[]): string {
  const top = 56, all = insight.heardUnits;
  return figure(
    { width: WIDTH, height: top + HEIGHT * units.length },
    {
      title: `What the hidden units of ${insight.id} hear`,
      description: units.map((unit) => describe(insight, unit)).join(" "),
    },
    label(
      16,
      24,
      `What the hidden units of ${insight.id} hear: ${units.length} of ${all}, the most influential first`,
      {
        size: 15,
        colour: TEXT,
        bold: true,
      },
    ),
    at(0, 30, key()),
    ...units.map((unit, i) => at(0, top + HEIGHT * i, rule(16, 0, WIDTH - 16, 0), unitCard(insight, unit))),
  );
}

function key(): Svg {
  const entry = (x: number, mark: Svg, text: string) => at(x, 16, mark, label(24, 0, text));
  const stroke = (colour: string) => line([[0, -4], [18, -4]], colour, 2);
  const square = (colour: string) => element("rect", { x: 9, y: -9, width: 10, height: 10, fill: colour });
  return at(
    16,
    0,
    entry(0, stroke(PREFERRED), "spectrum that excites it most"),
    entry(220, stroke(PROJECTED), "its weights projected down"),
    label(440, 16, "map when turned up by one deviation:"),
    entry(668, square(MORE_COLOUR), "more"),
    entry(732, square(LESS_COLOUR), "less probable"),
  );
}

function unitCard(insight: ModelInsight, unit: UnitInsight): Svg {
  const { frequenciesHz, decibelsPerDeviation } = insight, { preferred, projected, shift, influence } = unit;
  const { run, share } = strongestRun(insight, unit), own = (values: Float64Array) => values.slice(run.first, run.end);
  const spectra = [own(projected), own(preferred)], decibels = own(decibelsPerDeviation);
  const inDecibels = spectra.map((spectrum) => spectrum.map((value, i) => value * decibels[i]));
  const which = insight.runs.length > 1 ? `${runName(run)}: ${(100 * share).toFixed(0)} % of what it prefers` : "";
  const most = unit.change.reduce((largest, p) => Math.max(largest, Math.abs(p)), 0);
  return at(
    16,
    0,
    label(0, 22, capital(unitName(unit)), { size: 13, colour: TEXT, bold: true }),
    label(
      142,
      22,
      `moves the mean by valence ${signedText(shift.valence, 3)}, arousal ${signedText(shift.arousal, 3)}`,
    ),
    label(452, 22, `moves ${(100 * influence).toFixed(2)} % of the probability`),
    at(
      38,
      PANEL.top,
      spectrumPanel(frequenciesHz, spectra, "deviations"),
      label(0, PANEL.height + 26, which, { size: 10 }),
    ),
    at(366, PANEL.top, spectrumPanel(frequenciesHz, inDecibels, "dB")),
    at(692, PANEL.top, changeMap(unit.change, most, MAP_SIZE), scaleOfChange(most)),
  );
}

/** Of the spectra that a unit hears, the one of which it prefers most, and its share of the preferred input's square. */
function strongestRun({ runs }: ModelInsight, { preferred }: UnitInsight): { run: SpectrumRun; share: number } {
  const square = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  const shares = runs.map(({ first, end }) => square(preferred.subarray(first, end)) / (square(preferred) || 1));
  const share = Math.max(...shares);
  return { run: runs[shares.indexOf(share)], share };
}

/** What the strongest colours stand for, in shares of the probability. */
function scaleOfChange(most: number): Svg {
  const text = (100 * most).toPrecision(2);
  return at(
    MAP_SIZE + 8,
    0,
    label(0, 10, `+${text} %`, { size: 10, colour: MORE_COLOUR }),
    label(0, MAP_SIZE, `−${text} %`, { size: 10, colour: LESS_COLOUR }),
  );
}

/** Spectra over a log axis of frequency, 0 Hz left out; projected first, so that the preferred one lies over it. */
function spectrumPanel(frequenciesHz: Float64Array, [projected, preferred]: Float64Array[], unit: string): Svg {
  const { width, height } = PANEL, first = frequenciesHz.findIndex((hz) => hz > 0);
  const domain: [number, number] = [frequenciesHz[first], frequenciesHz[frequenciesHz.length - 1]];
  const x = logScale(domain, [0, width]);
  const furthest = [...projected, ...preferred].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const y = linearScale([-furthest, furthest], [height, 0]);
  return at(
    0,
    0,
    ...logTicks(...domain).map((hz) =>
      at(0, 0, rule(x(hz), 0, x(hz), height), label(x(hz), height + 13, shortHz(hz), { anchor: "middle", size: 10 }))
    ),
    ...roundTicks(-furthest, furthest, 4).map((tick) =>
      at(
        0,
        0,
        rule(0, y(tick), width, y(tick), tick === 0 ? "#919191" : undefined),
        label(-4, y(tick) + 3.5, signedText(tick, Number.isInteger(tick) ? 0 : 1), { anchor: "end", size: 10 }),
      )
    ),
    line(thinned(frequenciesHz, projected, first, x, y), PROJECTED, 1.25),
    line(thinned(frequenciesHz, preferred, first, x, y), PREFERRED, 2),
    label(-30, height / 2, unit, { anchor: "middle", size: 10, turned: true }),
    label(width, height + 26, "Hz", { anchor: "end", size: 10 }),
  );
}

/** Points of a spectrum, those that would share two pixels as their mean. */
function thinned(
  frequenciesHz: Float64Array,
  values: Float64Array,
  first: number,
  x: Scale,
  y: Scale,
): [number, number][] {
  const columns = new Map<number, number[]>();
  for (let i = first; i < values.length; i++) {
    const column = Math.round(x(frequenciesHz[i]) / 2) * 2;
    columns.set(column, [...columns.get(column) ?? [], values[i]]);
  }
  return [...columns].map(([column, own]) => [column, y(own.reduce((a, b) => a + b) / own.length)]);
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);

/** The figure in a sentence. */
function describe(insight: ModelInsight, unit: UnitInsight): string {
  const { preferred, shift } = unit,
    { run } = strongestRun(insight, unit),
    own = preferred.subarray(run.first, run.end);
  const strongest = own.reduce((best, value, i) => value > own[best] ? i : best, 0);
  return `${capital(unitName(unit))} is excited most around ${
    Math.round(insight.frequenciesHz[strongest])
  } Hz and moves the mean of ` +
    `the map by valence ${signedText(shift.valence, 3)} and arousal ${signedText(shift.arousal, 3)}.`;
}
