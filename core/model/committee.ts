/**
 * What a model does not know: a committee of regressions, each fitted to another sample of the training pieces. Where its
 * members disagree about a song, other training music would have led to other maps.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { Random } from "../random.ts";
import { fitRidge, solveSymmetricInto } from "../regression/ridge.ts";
import type { ColumnScale } from "../statistics.ts";
import { eachStepRow, type Heard, hearsPast, type Listener, PREDICTIONS } from "./hearing.ts";
import { committeeErrors, type CommitteePiece } from "./committee_errors.ts";
import type { RegressionSpec } from "./recipe.ts";

/**
 * M members, as deviations from their mean: what each adds to the listener's own predictions. Linear in what the regressions
 * read, in deviations of the training music, whatever the regressions themselves are. D = width of the rows.
 */
export interface Committee {
  members: number;
  /** Deviations of the song's arousal and valence, member after member: [D, 2·M] of the song's row … */
  song: Float64Array;
  /** … and [2·M]. */
  intercept: Float64Array;
  /** Deviations of the step's arousal and valence, [D, 2·M] of the recent row less the song's. */
  step: Float64Array;
}

/** More members tell the spread more finely, and each costs a chain a song. */
const MEMBERS = 8;
/** Outputs of a regression: arousal, valence. */
const OUTPUTS = 2;
/** Columns of less variance say nothing. */
const LEAST_VARIANCE = 1e-12;

export interface CommitteeSpec {
  /** Of the recent rows. */
  scale: ColumnScale;
  regression: RegressionSpec;
  /** How much each column counts, [D]: `columnWeights`. */
  columnWeights: Float64Array;
  random: Random;
}

/**
 * Fit to pieces, or to several hearings of each, by the bootstrap, pieces drawn with replacement (Efron 1979; clustered, as the ratings of a piece are not independent):
 * ridges of the listener's strengths on the same ear. Then each of the four predictions' deviations are scaled by one factor,
 *   f² = Σ_i (squared error of the honest prediction of piece i - what the raters' noise explains) / Σ_i (variance over the
 *   members that piece i was not drawn for),
 * so that the committee is as much at odds about music it has not heard as the listeners are wrong about it. f = 0 where noise
 * explains all errors.
 * Cost O(steps·D²) once and O(M·(P·D² + D³)).
 */
export function fitCommittee(pieces: readonly CommitteePiece[], spec: CommitteeSpec, kernels: Kernels): Committee {
  const rows = pieces.map((piece) => rowsOf(piece, spec)), width = spec.scale.mean.length;
  const owners = 1 + pieces.reduce((last, { owner }) => Math.max(last, owner), -1);
  const bags = Array.from({ length: MEMBERS }, () => {
    const bag = drawBag(owners, spec.random);
    return Int32Array.from(pieces, ({ owner }) => bag[owner]);
  });
  // As the listener's: a piece that is heard in several ways counts as often.
  const each = pieces.length / owners, { songStrength, stepStrength } = spec.regression;
  const own = {
    ...spec,
    regression: { ...spec.regression, songStrength: each * songStrength, stepStrength: each * stepStrength },
  };
  const songs = bags.map((bag) => fitSong(bag, rows, own)), steps = fitSteps(bags, rows, own, kernels);
  const spreads = new Float64Array(PREDICTIONS), errors = new Float64Array(PREDICTIONS);
  rows.forEach((piece, i) => {
    const out = bags.flatMap((bag, m) => bag[i] === 0 ? [m] : []);
    if (out.length < 2) return;
    const excess = committeeErrors(pieces[i]);
    for (let o = 0; o < OUTPUTS; o++) {
      const said = out.map((m) => songs[m].intercept[o] + dotColumn(piece.song, songs[m].weights, o));
      spreads[o] += variance(said);
      for (let r = 0; r < piece.rated; r++) {
        const row = piece.steps.subarray(r * width, (r + 1) * width);
        spreads[OUTPUTS + o] += variance(out.map((m) => dotColumn(row, steps[m], o))) / piece.rated;
      }
    }
    excess.forEach((error, o) => errors[o] += error);
  });
  const factors = spreads.map((spread, o) => spread > 0 ? Math.sqrt(Math.max(0, errors[o]) / spread) : 0);
  return {
    members: MEMBERS,
    song: sideBySide(songs.map(({ weights }) => weights), factors.subarray(0, OUTPUTS)),
    intercept: sideBySide(songs.map(({ intercept }) => intercept), factors.subarray(0, OUTPUTS)),
    step: sideBySide(steps, factors.subarray(OUTPUTS)),
  };
}

/**
 * What each member adds to the predictions of a piece, M tables of [T, 4] in units of the plane. They sum to zero.
 * Cost O(T·D·M).
 */
export function memberDeviations(
  { members, song, intercept, step }: Committee,
  { ear, regression }: Pick<Listener, "ear" | "regression">,
  heard: Heard,
  { mean, deviation }: ColumnScale,
): Float64Array[] {
  const past = hearsPast(ear), out = Array.from({ length: members }, () => new Float64Array(heard.steps * PREDICTIONS));
  const z = new Float64Array(heard.width), ofSong = new Float64Array(intercept.length), ofStep = ofSong.slice();
  eachStepRow(heard, { windowSteps: regression.stepWindowSeconds, past }, (row, apart, t) => {
    if (past || t === 0) {
      for (let d = 0; d < z.length; d++) z[d] = (row[d] - mean[d]) / deviation[d];
      ofSong.set(intercept);
      addProductInto(ofSong, z, song);
    }
    for (let d = 0; d < z.length; d++) z[d] = apart[d] / deviation[d];
    ofStep.fill(0);
    addProductInto(ofStep, z, step);
    for (let m = 0; m < members; m++) {
      for (let o = 0; o < OUTPUTS; o++) {
        out[m][t * PREDICTIONS + o] = ofSong[m * OUTPUTS + o];
        out[m][t * PREDICTIONS + OUTPUTS + o] = ofStep[m * OUTPUTS + o];
      }
    }
  });
  return out;
}

/** out += z·W for W [D, out.length]. */
function addProductInto(out: Float64Array, z: Float64Array, weights: Float64Array): void {
  const columns = out.length;
  for (let d = 0; d < z.length; d++) {
    for (let c = 0; c < columns; c++) out[c] += z[d] * weights[d * columns + c];
  }
}

/** A piece as the regressions read it, in deviations of the training music. */
interface PieceRows {
  /** [D] and its target, [2]. */
  song: Float64Array;
  songTarget: number[];
  /** Rated steps. */
  rated: number;
  /** [rated, D] and their targets, [rated, 2]. */
  steps: Float64Array;
  stepTargets: Float64Array;
}

function rowsOf({ heard, past, rated }: CommitteePiece, { scale, regression }: CommitteeSpec): PieceRows {
  const { width } = heard, { mean, deviation } = scale;
  const target = [0, 0], steps = new Float64Array(rated.length * width);
  for (const { arousal, valence } of rated) {
    target[0] += arousal / rated.length;
    target[1] += valence / rated.length;
  }
  const at = new Map(rated.map(({ step }, r) => [step, r])), song = new Float64Array(width);
  eachStepRow(heard, { windowSteps: regression.stepWindowSeconds, past }, (row, apart, t) => {
    const r = at.get(t);
    if (r !== undefined) { for (let d = 0; d < width; d++) steps[r * width + d] = apart[d] / deviation[d]; }
    // The last row of a piece that is heard as it goes is that of the whole piece.
    if (t === heard.steps - 1) { for (let d = 0; d < width; d++) song[d] = (row[d] - mean[d]) / deviation[d]; }
  });
  const stepTargets = Float64Array.from(rated.flatMap((r) => [r.arousal - target[0], r.valence - target[1]]));
  return { song, songTarget: target, rated: rated.length, steps, stepTargets };
}

/** How often each piece is drawn, [P]. */
function drawBag(pieces: number, random: Random): Int32Array {
  const bag = new Int32Array(pieces);
  for (let i = 0; i < pieces; i++) bag[random.integer(pieces)]++;
  return bag;
}

function fitSong(
  bag: Int32Array,
  rows: readonly PieceRows[],
  { regression, columnWeights }: CommitteeSpec,
): { weights: Float64Array; intercept: Float64Array } {
  const drawn = rows.flatMap((piece, i) => new Array<PieceRows>(bag[i]).fill(piece)), inputs = columnWeights.length;
  const x = new Float64Array(drawn.length * inputs);
  drawn.forEach(({ song }, i) => x.set(song, i * inputs));
  const y = Float64Array.from(drawn.flatMap(({ songTarget }) => songTarget));
  const ridge = fitRidge({ inputs, outputs: OUTPUTS, x, y, columnWeights }, regression.songStrength);
  const weights = ridge.weights.map((w, i) => w / ridge.scale[Math.floor(i / OUTPUTS)]);
  const intercept = ridge.intercept.map((value, o) => value - dotColumn(ridge.centre, weights, o));
  return { weights, intercept };
}

/**
 * Weights of each member's step regression, [D, 2]: (Σ n_i·XᵢᵀXᵢ + λ·diag(variance / weight²))⁻¹·Σ n_i·XᵢᵀYᵢ. A step's
 * deviations from its song have no mean, so there is no intercept.
 */
function fitSteps(
  bags: readonly Int32Array[],
  rows: readonly PieceRows[],
  { regression, columnWeights }: CommitteeSpec,
  kernels: Kernels,
): Float64Array[] {
  const D = columnWeights.length, total = new Float64Array(D);
  const grams = bags.map(() => new Float64Array(D * D)), targets = bags.map(() => new Float64Array(D * OUTPUTS));
  let count = 0;
  rows.forEach((piece, i) => {
    count += piece.rated;
    kernels.scope(() => {
      const x = kernels.float32(piece.steps.length), y = kernels.float32(piece.stepTargets.length);
      const gram = kernels.float32(D * D), target = kernels.float32(D * OUTPUTS);
      x.set(piece.steps);
      y.set(piece.stepTargets);
      kernels.gemm({ m: D, n: D, k: piece.rated, a: x, b: x, c: gram, transposeA: true });
      kernels.gemm({ m: D, n: OUTPUTS, k: piece.rated, a: x, b: y, c: target, transposeA: true });
      for (let d = 0; d < D; d++) total[d] += gram[d * D + d];
      bags.forEach((bag, m) => {
        if (bag[i] === 0) return;
        for (let j = 0; j < gram.length; j++) grams[m][j] += bag[i] * gram[j];
        for (let j = 0; j < target.length; j++) targets[m][j] += bag[i] * target[j];
      });
    });
  });
  return grams.map((gram, m) => {
    for (let d = 0; d < D; d++) {
      const spread = total[d] / count;
      gram[d * D + d] += regression.stepStrength * (spread > LEAST_VARIANCE ? spread : 1) / columnWeights[d] ** 2;
    }
    solveSymmetricInto(gram, targets[m], D);
    return targets[m];
  });
}

/** Σ_d z_d·W[d, column] for W [D, 2]. */
function dotColumn(z: Float64Array, weights: Float64Array, column: number): number {
  let sum = 0;
  for (let d = 0; d < z.length; d++) sum += z[d] * weights[d * OUTPUTS + column];
  return sum;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** Members' tables [N, 2] less their mean, times the factors [2], side by side: [N, 2·M]. In f32, as files keep them. */
function sideBySide(tables: readonly Float64Array[], factors: Float64Array): Float64Array {
  const M = tables.length, out = new Float64Array(M * tables[0].length);
  for (let i = 0; i < tables[0].length; i++) {
    const mean = tables.reduce((sum, table) => sum + table[i] / M, 0), o = i % OUTPUTS;
    const row = (i - o) / OUTPUTS;
    tables.forEach((table, m) => out[(row * M + m) * OUTPUTS + o] = Math.fround(factors[o] * (table[i] - mean)));
  }
  return out;
}
