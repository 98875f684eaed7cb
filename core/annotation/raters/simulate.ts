/**
 * Raters with known parameters, by the model of `model.ts`: what estimates are tested on.
 * @module
 */
import type { Random } from "../../random.ts";
import type { RatingSeries } from "../series.ts";
import { AXES, type Axis } from "./model.ts";

/** How a population of simulated raters differs; SDs in units of the plane unless said. */
export interface SimulationSpec {
  raters: number;
  pieces: number;
  /** How long pieces are, shortest and longest. */
  seconds: readonly [number, number];
  binSeconds: number;
  offset: number;
  /** SD of the gain about 1. */
  gain: number;
  /** Least and greatest SD of a rater's noise. */
  noise: readonly [number, number];
  /** Least and greatest reaction lag, seconds. */
  lagSeconds: readonly [number, number];
  driftPerMinute: number;
  /** SD of a rater's own reading of a piece. */
  reading: number;
  /** SD of the pieces' levels, and how far a piece moves about it. */
  level: number;
  movement: number;
  /** So many of the pieces come again, as "… again": the same music and the same readings. None by default. */
  retested?: number;
  /** Share of raters who pay no attention, rounded to whole raters. */
  spam: number;
  /** Pieces that divide raters: from the middle on, valence of one camp is half the gap higher, of the other lower. */
  camps?: { pieces: number; gap: number; share: number };
}

/** 40 people, 12 clips of 30 … 60 s, a rating a second. */
export const USUAL_RATERS: SimulationSpec = {
  raters: 40,
  pieces: 12,
  seconds: [30, 60],
  binSeconds: 1,
  offset: 0.15,
  gain: 0.2,
  noise: [0.2, 0.3],
  lagSeconds: [1, 4],
  driftPerMinute: 0.1,
  reading: 0.1,
  level: 0.3,
  movement: 0.25,
  spam: 0.1,
};

/** Ways of paying no attention: to stay put, to wander about, to click anywhere. */
export const SPAM_KINDS = ["still", "wandering", "anywhere"] as const;

export interface TrueRater
  extends Record<Axis, { offset: number; gain: number; noise: number; lagSeconds: number; driftPerMinute: number }> {
  annotator: string;
  spam: typeof SPAM_KINDS[number] | null;
}

export interface Simulation {
  series: RatingSeries[];
  raters: TrueRater[];
  /** What the mean camp hears at a time. */
  consensus: (piece: string, seconds: number) => Record<Axis, number>;
  /** Side of a rater in a piece: 1, -1, or 0 where nothing divides. */
  camp: (piece: string, annotator: string) => number;
  pieces: { name: string; seconds: number }[];
}

type Curve = (seconds: number) => number;

/** A level with three slow waves on it; what is before the music is what it begins with. */
function randomCurve(level: number, movement: number, random: Random): Curve {
  const at = level * random.normal();
  const waves = [0, 1, 2].map(() => ({ period: 8 + 22 * random.uniform(), phase: 2 * Math.PI * random.uniform() }));
  return (seconds) => {
    let sum = 0;
    for (const { period, phase } of waves) sum += Math.sin(2 * Math.PI * Math.max(0, seconds) / period + phase);
    return at + movement * Math.sqrt(2 / 3) * sum;
  };
}

const clamp = (value: number) => Math.max(-1, Math.min(1, value));

/** Every rater rates every piece. Deterministic for the stream. */
export function simulateRaters(spec: SimulationSpec, random: Random): Simulation {
  const between = ([least, most]: readonly [number, number], stream: Random) =>
    least + (most - least) * stream.uniform();
  const name = (kind: string, i: number) => `${kind}${String(i).padStart(3, "0")}`;
  const music = random.fork("music"), people = random.fork("people"), sides = random.fork("sides");
  const pieces = Array.from({ length: spec.pieces }, (_, i) => ({
    name: name("piece", i),
    seconds: Math.round(between(spec.seconds, music)),
    arousal: randomCurve(spec.level, spec.movement, music),
    valence: randomCurve(spec.level, spec.movement, music),
  }));
  const again = pieces.slice(0, spec.retested ?? 0).map((piece) => ({ ...piece, name: `${piece.name} again` }));
  const played = [...pieces, ...again];
  const spammers = Math.round(spec.spam * spec.raters);
  const raters = Array.from({ length: spec.raters }, (_, i): TrueRater => {
    const axis = () => ({
      offset: spec.offset * people.normal(),
      gain: Math.max(0.3, 1 + spec.gain * people.normal()),
      noise: between(spec.noise, people),
      lagSeconds: between(spec.lagSeconds, people),
      driftPerMinute: spec.driftPerMinute * people.normal(),
    });
    const spam = i < spammers ? SPAM_KINDS[i % SPAM_KINDS.length] : null;
    return { annotator: name("rater", i), spam, arousal: axis(), valence: axis() };
  });
  const { camps } = spec, divided = new Map<string, number>();
  pieces.slice(0, camps?.pieces ?? 0).forEach((piece) =>
    raters.forEach(({ annotator }) =>
      divided.set(`${piece.name} ${annotator}`, sides.uniform() < camps!.share ? 1 : -1)
    )
  );
  const camp = (piece: string, annotator: string) => divided.get(`${piece} ${annotator}`) ?? 0;
  const series = played.flatMap((piece) =>
    raters.map((rater): RatingSeries => {
      const times = Float64Array.from(
        { length: Math.ceil(piece.seconds / spec.binSeconds) },
        (_, n) => n * spec.binSeconds,
      );
      const stream = random.fork(`${piece.name} ${rater.annotator}`), music = piece.name.replace(" again", "");
      const readings = random.fork(`${music} ${rater.annotator} reading`);
      const rate = (axis: Axis) => {
        if (rater.spam) return inattentive(rater.spam, times.length, stream);
        const { offset, gain, noise, lagSeconds, driftPerMinute } = rater[axis];
        const reading = spec.reading * readings.normal();
        const side = axis === "valence" ? camp(music, rater.annotator) * (camps?.gap ?? 0) / 2 : 0;
        return times.map((t) => {
          const heard = piece[axis](t - lagSeconds) + (t - lagSeconds >= piece.seconds / 2 ? side : 0);
          const drift = driftPerMinute * (t - piece.seconds / 2) / 60;
          return clamp(offset + gain * heard + drift + reading + noise * stream.normal());
        });
      };
      return {
        piece: piece.name,
        annotator: rater.annotator,
        times,
        arousal: rate("arousal"),
        valence: rate("valence"),
      };
    })
  );
  const byName = new Map(played.map((piece) => [piece.name, piece]));
  return {
    series,
    raters,
    camp,
    pieces: played.map(({ name, seconds }) => ({ name, seconds })),
    consensus: (piece, seconds) =>
      Object.fromEntries(AXES.map((axis) => [axis, byName.get(piece)![axis](seconds)])) as Record<Axis, number>,
  };
}

function inattentive(kind: typeof SPAM_KINDS[number], ratings: number, random: Random): Float64Array {
  let at = 2 * random.uniform() - 1;
  return Float64Array.from({ length: ratings }, () => {
    if (kind === "anywhere") at = 2 * random.uniform() - 1;
    if (kind === "wandering") at = clamp(at + 0.15 * random.normal());
    return at;
  });
}
