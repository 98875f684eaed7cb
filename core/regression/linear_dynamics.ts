/**
 * A linear dynamical system with Gaussian noise: learned where its states are known, and its states inferred where they are not.
 * @module
 */
import { columnMoments } from "../statistics.ts";
import { invertSymmetric, product, transpose } from "./small_matrix.ts";

/**
 * x_t = m + A·(x_{t-1} - m) + w,  w ~ N(0, Q);   y_t = d + C·(x_t - m) + v,  v ~ N(0, R);   x_1 ~ N(first.mean, first.covariance).
 * S = states, F = observations.
 */
export interface LinearDynamics {
  states: number;
  observations: number;
  /** m [S], d [F]: means of states and observations. */
  stateMean: Float64Array;
  observationMean: Float64Array;
  /** A [S, S], Q [S, S]. */
  transition: Float64Array;
  stateNoise: Float64Array;
  /** C [F, S], R [F, F]. */
  emission: Float64Array;
  observationNoise: Float64Array;
  /** [S], [S, S] */
  first: { mean: Float64Array; covariance: Float64Array };
}

/** A sequence whose states are known: T steps. */
export interface KnownSequence {
  /** [T, S] */
  states: Float64Array;
  /** [T, F] */
  observations: Float64Array;
}

/** What keeps covariances positive where nothing varies, as a share of their mean variance and at least by itself. */
const JITTER = 1e-9;

/**
 * Least squares: A regresses x_t on x_{t-1}, C regresses y_t on x_t, Q and R are the covariances of what they leave, the first
 * step's mean and covariance are taken over sequences (Schmidt & Kim 2010; with known states this is maximum likelihood). A is
 * scaled down to a spectral radius of 1 if it has more, so that no state runs away.
 * Cost O(N·F·(F + S)) for N steps in all.
 * @throws RangeError if there are fewer than 2 sequences, or no two successive steps.
 */
export function fitLinearDynamics(sequences: readonly KnownSequence[], states: number): LinearDynamics {
  const S = states, known = sequences.filter((one) => one.states.length > 0);
  const pairs = known.reduce((sum, one) => sum + one.states.length / S - 1, 0);
  if (known.length < 2 || pairs < 1) {
    throw new RangeError(
      "Cannot fit dynamics: there must be at least 2 sequences and 2 successive steps, " +
        `current values are ${known.length} and ${pairs + (pairs > 0 ? 1 : 0)}`,
    );
  }
  const F = known[0].observations.length * S / known[0].states.length;
  const x = concatenate(known.map((one) => one.states)), y = concatenate(known.map((one) => one.observations));
  const { mean: stateMean } = columnMoments([x], S), { mean: observationMean } = columnMoments([y], F);
  const centred = known.map((one) => one.states.map((value, i) => value - stateMean[i % S]));
  const before = concatenate(centred.map((one) => one.subarray(0, one.length - S)));
  const after = concatenate(centred.map((one) => one.subarray(S)));
  const dynamics = regress(before, after, S, S);
  const observed = regress(concatenate(centred), y.map((value, i) => value - observationMean[i % F]), S, F);
  const firsts = concatenate(known.map((one) => one.states.subarray(0, S))), { mean } = columnMoments([firsts], S);
  return {
    ...{ states: S, observations: F, stateMean, observationMean },
    transition: stable(dynamics.weights, S),
    stateNoise: dynamics.residual,
    emission: observed.weights,
    observationNoise: observed.residual,
    first: { mean, covariance: covariance(firsts.map((value, i) => value - mean[i % S]), S) },
  };
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** B [O, I] of b ≈ B·a, and the covariance of b - B·a, [O, O]. */
function regress(a: Float64Array, b: Float64Array, inputs: number, outputs: number) {
  const rows = a.length / inputs, square = product(transpose(a, rows, inputs), a, inputs, rows, inputs);
  addToDiagonal(square, inputs);
  const cross = product(transpose(b, rows, outputs), a, outputs, rows, inputs);
  const weights = product(cross, invertSymmetric(square, inputs), outputs, inputs, inputs);
  const said = product(a, transpose(weights, outputs, inputs), rows, inputs, outputs);
  return { weights, residual: covariance(b.map((value, i) => value - said[i]), outputs) };
}

/** Mean of r·rᵀ over rows r, [n, n], kept positive definite. */
function covariance(rows: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n), count = rows.length / n;
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < n; i++) {
      const value = rows[t * n + i] / count;
      for (let j = 0; j <= i; j++) out[i * n + j] += value * rows[t * n + j];
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
  addToDiagonal(out, n);
  return out;
}

function addToDiagonal(m: Float64Array, n: number): void {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += m[i * n + i];
  for (let i = 0; i < n; i++) m[i * n + i] += JITTER * (1 + trace / n);
}

/** A, scaled to a spectral radius ≤ 1. The radius is ‖A^k‖^(1/k), k = 1024, which is above it by less than 1 %. */
function stable(a: Float64Array, n: number): Float64Array {
  let power = a, logRadius = 0, share = 1;
  for (let squaring = 0; squaring <= 10; squaring++) {
    const norm = Math.hypot(...power);
    if (norm === 0) return a;
    logRadius += share * Math.log(norm);
    const unit = power.map((value) => value / norm);
    power = product(unit, unit, n, n, n);
    share /= 2;
  }
  return logRadius > 0 ? a.map((value) => value * Math.exp(-logRadius)) : a;
}

/** How observations are believed. */
export interface Belief {
  /** Share of R's covariances that is taken away, 0 … 1: (1 - s)·R + s·diag(R). Keeps R well conditioned. Default 0. */
  shrinkage?: number;
  /** R is this many times as large. Default 1. */
  inflation?: number;
}

/** What inference needs of C and R: Cᵀ·R⁻¹ [S, F] and Cᵀ·R⁻¹·C [S, S]. */
interface Gain {
  weights: Float64Array;
  information: Float64Array;
}

function observationGain(
  { states: S, observations: F, emission, observationNoise }: LinearDynamics,
  { shrinkage = 0, inflation = 1 }: Belief,
): Gain {
  const noise = observationNoise.map((value, i) =>
    inflation * (Math.floor(i / F) === i % F ? value : (1 - shrinkage) * value)
  );
  const weights = product(transpose(emission, F, S), invertSymmetric(noise, F), S, F, F);
  return { weights, information: product(weights, emission, S, F, S) };
}

/** Means [T, S] and covariances [T, S, S] of the states. */
export interface StateBeliefs {
  means: Float64Array;
  covariances: Float64Array;
}

/**
 * A source of state beliefs from observations [T, F]: filtered (of what was observed so far) and smoothed (of all of it).
 * Kalman's filter in its information form, since S < F, and the smoother of Rauch, Tung & Striebel (1965):
 *   x⁻ = m + A·(x_{t-1} - m),  P⁻ = A·P_{t-1}·Aᵀ + Q;
 *   P_t = (P⁻⁻¹ + Cᵀ·R⁻¹·C)⁻¹,  x_t = x⁻ + P_t·Cᵀ·R⁻¹·(y_t - d - C·(x⁻ - m));
 *   J = P_t·Aᵀ·P⁻_{t+1}⁻¹,  x̂_t = x_t + J·(x̂_{t+1} - x⁻_{t+1}),  P̂_t = P_t + J·(P̂_{t+1} - P⁻_{t+1})·Jᵀ.
 * Cost O(F³) once, O(S·F + S³) a step. No steps give none.
 */
export function stateInference(
  dynamics: LinearDynamics,
  belief: Belief = {},
): (observations: Float64Array) => { filtered: StateBeliefs; smoothed: StateBeliefs } {
  const gain = observationGain(dynamics, belief);
  return (observations) => {
    const { filtered, ahead } = filter(dynamics, gain, observations);
    return { filtered, smoothed: smooth(dynamics, filtered, ahead) };
  };
}

/** The filtered beliefs, and what was expected before each observation. */
function filter(dynamics: LinearDynamics, { weights, information }: Gain, observations: Float64Array) {
  const { states: S, observations: F, stateMean, observationMean, transition, stateNoise, first } = dynamics;
  const T = observations.length / F, size = S * S, turned = transpose(transition, S, S);
  const filtered = { means: new Float64Array(T * S), covariances: new Float64Array(T * size) };
  const ahead = { means: new Float64Array(T * S), covariances: new Float64Array(T * size) };
  let mean = first.mean, spread = first.covariance;
  for (let t = 0; t < T; t++) {
    if (t > 0) {
      mean = product(transition, mean.map((value, i) => value - stateMean[i]), S, S, 1).map((v, i) => v + stateMean[i]);
      spread = product(product(transition, spread, S, S, S), turned, S, S, S).map((v, i) => v + stateNoise[i]);
    }
    ahead.means.set(mean, t * S);
    ahead.covariances.set(spread, t * size);
    const departure = observations.subarray(t * F, (t + 1) * F).map((value, i) => value - observationMean[i]);
    const known = product(information, mean.map((value, i) => value - stateMean[i]), S, S, 1);
    const news = product(weights, departure, S, F, 1).map((value, i) => value - known[i]);
    spread = invertSymmetric(invertSymmetric(spread, S).map((value, i) => value + information[i]), S);
    const move = product(spread, news, S, S, 1);
    mean = mean.map((value, i) => value + move[i]);
    filtered.means.set(mean, t * S);
    filtered.covariances.set(spread, t * size);
  }
  return { filtered, ahead };
}

function smooth({ states: S, transition }: LinearDynamics, filtered: StateBeliefs, ahead: StateBeliefs): StateBeliefs {
  const size = S * S, means = filtered.means.slice(), covariances = filtered.covariances.slice();
  const turned = transpose(transition, S, S);
  for (let t = means.length / S - 2; t >= 0; t--) {
    const next = (t + 1) * S, expected = ahead.covariances.subarray((t + 1) * size, (t + 2) * size);
    const here = filtered.covariances.subarray(t * size, (t + 1) * size);
    const back = product(product(here, turned, S, S, S), invertSymmetric(expected, S), S, S, S);
    const surprise = ahead.means.subarray(next, next + S).map((value, i) => means[next + i] - value);
    product(back, surprise, S, S, 1).forEach((move, i) => means[t * S + i] += move);
    const excess = expected.map((value, i) => covariances[(t + 1) * size + i] - value);
    const change = product(product(back, excess, S, S, S), transpose(back, S, S), S, S, S);
    change.forEach((value, i) => covariances[t * size + i] += value);
  }
  return { means, covariances };
}
