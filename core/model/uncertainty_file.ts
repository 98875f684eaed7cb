/**
 * Calibration, committee, known music and probes ⇄ what a model file holds of them. Files from before them have none.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Tensor } from "../matrix.ts";
import type { ModelContents } from "./contents.ts";
import { DESCRIPTOR_NAMES } from "../signal/descriptors.ts";
import { binCount } from "../signal/frames.ts";
import type { StepFrameSpec } from "../signal/step_spectrum_spec.ts";
import { stepsOf } from "./live.ts";
import type { MoodModel } from "./model.ts";
import type { Probe } from "./probes.ts";

/** Keys of the metadata that say which of them a file holds. */
export const UNCERTAINTY_KEYS = ["calibration", "committee", "knownMusic", "probes"];

export type Uncertainty = Pick<MoodModel, "calibration" | "committee" | "knownMusic" | "probes">;

/** A chain a song for each. */
const MOST_MEMBERS = 64;
const MOST_DIRECTIONS = 256;
/** Clips are listened to whenever a version is made. */
const MOST_PROBES = 64, MOST_PROBE_STEPS = 4096;
/** Beyond these a power makes nothing but one cell, or nothing at all, of any map. */
const POWERS = { least: 0.01, most: 100 };
/** A bias beyond it rules a cell out, or all others, in nats. */
const MOST_BIAS = 100;

export function uncertaintyContents({ calibration, committee, knownMusic, probes }: Uncertainty): ModelContents {
  const metadata: Record<string, unknown> = {}, tensors: Record<string, Tensor> = {};
  if (calibration) {
    metadata.calibration = { power: calibration.power };
    tensors["calibration.bias"] = { shape: [CELL_COUNT], data: calibration.bias };
  }
  if (committee) {
    const { members, song, intercept, step } = committee, columns = 2 * members;
    metadata.committee = { members };
    tensors["committee.song"] = { shape: [song.length / columns, columns], data: Float32Array.from(song) };
    tensors["committee.intercept"] = { shape: [columns], data: Float32Array.from(intercept) };
    tensors["committee.step"] = { shape: [step.length / columns, columns], data: Float32Array.from(step) };
  }
  if (knownMusic) {
    const { directions, precision, rest, songLimit, passageLimit } = knownMusic, K = Math.sqrt(precision.length);
    metadata.knownMusic = { directions: K, rest, songLimit, passageLimit };
    tensors["knownMusic.directions"] = { shape: [K, directions.length / K], data: Float32Array.from(directions) };
    tensors["knownMusic.precision"] = { shape: [K, K], data: precision };
  }
  if (probes.length > 0) {
    metadata.probes = probes.map(({ name, features: { steps } }) => ({ name, steps }));
    const steps = probes.reduce((sum, { features }) => sum + features.steps, 0);
    const table = (pick: (probe: Probe) => Float32Array | Float64Array): Tensor => {
      const data = Float32Array.from(probes.flatMap((probe) => [...pick(probe)]));
      return { shape: [steps, data.length / steps], data };
    };
    tensors["probes.spectra"] = table(({ features }) => features.spectra);
    if (probes[0].features.deviations) tensors["probes.deviations"] = table(({ features }) => features.deviations!);
    tensors["probes.descriptors"] = table(({ features }) => features.descriptors);
    tensors["probes.maps"] = table(({ maps }) => maps);
  }
  return { metadata, tensors };
}

interface Reading {
  metadata: Record<string, unknown>;
  /** Columns of the rows that an ear hears. */
  width: number;
  /** What the features of its recipe hold. */
  frames: StepFrameSpec;
  /** The numbers of a tensor of that shape. */
  read: (name: string, shape: number[]) => Float64Array;
  /** @throws SyntaxError with what must hold. */
  require: (condition: unknown, what: string) => void;
}

/** What a file holds of them; null for each that it does not name. */
export function readUncertainty(reading: Reading): Uncertainty {
  return {
    calibration: readCalibration(reading),
    committee: readCommittee(reading),
    knownMusic: readKnownMusic(reading),
    probes: readProbes(reading),
  };
}

/** The object under a key; null if there is none. */
function part({ metadata, require }: Reading, key: string): Record<string, unknown> | null {
  const value = metadata[key] ?? null;
  require(typeof value === "object", `${key} must be an object`);
  return value as Record<string, unknown> | null;
}

function readCalibration(reading: Reading): Uncertainty["calibration"] {
  const own = part(reading, "calibration"), { read, require } = reading;
  if (!own) return null;
  const power = own.power as number, { least, most } = POWERS;
  require(
    power >= least && power <= most,
    `calibration.power must be in ${least} … ${most}, current value is ${power}`,
  );
  const bias = read("calibration.bias", [CELL_COUNT]);
  require(bias.every((value) => Math.abs(value) <= MOST_BIAS), `calibration.bias must be in ±${MOST_BIAS}`);
  return { power, bias };
}

function readCommittee(reading: Reading): Uncertainty["committee"] {
  const own = part(reading, "committee"), { read, width } = reading;
  if (!own) return null;
  const members = count(reading, "committee.members", own.members, MOST_MEMBERS), columns = 2 * members;
  return {
    members,
    song: read("committee.song", [width, columns]),
    intercept: read("committee.intercept", [columns]),
    step: read("committee.step", [width, columns]),
  };
}

function readKnownMusic(reading: Reading): Uncertainty["knownMusic"] {
  const own = part(reading, "knownMusic"), { read, width, require } = reading;
  if (!own) return null;
  const K = count(reading, "knownMusic.directions", own.directions, MOST_DIRECTIONS);
  for (const key of ["rest", "songLimit", "passageLimit"]) {
    const value = own[key] as number;
    require(value > 0 && value < Infinity, `knownMusic.${key} must be finite and > 0, current value is ${value}`);
  }
  return {
    directions: read("knownMusic.directions", [K, width]),
    precision: read("knownMusic.precision", [K, K]),
    rest: own.rest as number,
    songLimit: own.songLimit as number,
    passageLimit: own.passageLimit as number,
  };
}

function readProbes(reading: Reading): Uncertainty["probes"] {
  const { metadata, frames, read, require } = reading, own = metadata.probes ?? [];
  require(Array.isArray(own) && own.length <= MOST_PROBES, `probes must be a list of at most ${MOST_PROBES} clips`);
  const clips = (own as { name?: unknown; steps?: unknown }[]).map((clip) => {
    require(typeof clip?.name === "string", "probes must have names");
    return { name: clip.name as string, steps: count(reading, "probes.steps", clip.steps, MOST_PROBE_STEPS) };
  });
  if (clips.length === 0) return [];
  const steps = clips.reduce((sum, clip) => sum + clip.steps, 0), bins = binCount(frames);
  require(steps <= MOST_PROBE_STEPS, `probes must have at most ${MOST_PROBE_STEPS} steps, current value is ${steps}`);
  const float32 = (name: string, columns: number) => Float32Array.from(read(`probes.${name}`, [steps, columns]));
  const spectra = float32("spectra", bins), descriptors = float32("descriptors", DESCRIPTOR_NAMES.length);
  const deviations = frames.statistics === "mean" ? null : float32("deviations", bins);
  const maps = read("probes.maps", [steps, CELL_COUNT]),
    all = { steps, spectra, descriptors, ...(deviations && { deviations }) };
  require(maps.every((p) => p > 0), "probes.maps must be > 0");
  let from = 0;
  return clips.map(({ name, steps: own }) => {
    const to = from + own, features = stepsOf(all, from, to), part = maps.slice(from * CELL_COUNT, to * CELL_COUNT);
    from = to;
    return { name, features, maps: part };
  });
}

function count({ require }: Reading, name: string, value: unknown, most: number): number {
  const n = value as number;
  require(
    Number.isInteger(n) && n >= 1 && n <= most,
    `${name} must be an integer in 1 … ${most}, current value is ${n}`,
  );
  return n;
}
