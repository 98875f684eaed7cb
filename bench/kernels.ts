/**
 * `deno task bench kernels`: the WASM kernels on one and two threads against the plain-TypeScript reference.
 * `…GflopsF32` and `…MopsF32` are rates, `…Ms` times of one call, `…Ratio` the reference's time over ours (1 thread).
 * @module
 */
import { type ChainBatch, type Kernels, type Reals, referenceKernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import { dctRows, filterBank, melFilters } from "../core/signal/mel.ts";
import { createStepFeatureStream } from "../core/signal/step_features.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { medianMs, type Metrics } from "./measure.ts";

const STATES = 121;
type Make = (kernels: Kernels, length: number) => Reals;
const types: Record<string, Make> = { F32: (k, n) => k.float32(n), F64: (k, n) => k.float64(n) };

function fill<T extends Reals>(values: T, scale = 1): T {
  const random = seededRandom(1);
  for (let i = 0; i < values.length; i++) values[i] = scale * (random.uniform() - 0.5);
  return values;
}

/** A few runs of the slow reference say enough. */
const slow = { times: 1, minMs: 0 };

const products = { square: [512, 512, 512], grid: [4096, 121, 121], rbm: [1000, 200, 513] } as const;

function gemmMs(kernels: Kernels, make: Make, [m, n, k]: readonly [number, number, number], options = {}) {
  const a = fill(make(kernels, m * k)), b = fill(make(kernels, k * n)), c = make(kernels, m * n);
  return medianMs(() => kernels.gemm({ m, n, k, a, b, c }), options);
}

function chainMs(kernels: Kernels, make: Make, chains: number, steps: number, options = {}) {
  const S = STATES, N = chains * steps;
  const batch: ChainBatch = {
    states: S,
    offsets: Int32Array.from({ length: chains + 1 }, (_, c) => c * steps),
    scores: fill(make(kernels, N * S), 4),
    transitions: fill(make(kernels, S * S), 2),
    weights: new Float64Array(chains).fill(1),
  };
  const out = {
    marginals: make(kernels, N * S),
    edges: make(kernels, S * S),
    logPartitions: new Float64Array(chains),
  };
  return medianMs(() => kernels.chainExpectations(batch, out), options);
}

/** 180 s at 22,050 Hz in frames of 2048 every 512 samples. */
function spectraMs(kernels: Kernels, options = {}) {
  const N = 2048, samples = fill(kernels.float32(180 * 22050)), window = fill(kernels.float32(N));
  const frames = Math.floor((samples.length - N) / 512) + 1, out = kernels.float32(frames * (N / 2 + 1));
  const spec = { frameSamples: N, hopSamples: 512, window };
  return medianMs(() => kernels.powerSpectraInto(samples, spec, out), options);
}

/** 180 s from 44,100 to 22,050 Hz with 96 taps. */
function resampleMs(kernels: Kernels, options = {}) {
  const tapsPerPhase = 96, taps = fill(kernels.float32(tapsPerPhase)), out = kernels.float32(180 * 22050);
  const samples = fill(kernels.float32(2 * out.length + tapsPerPhase));
  const filter = { up: 1, down: 2, tapsPerPhase, taps };
  return medianMs(() => kernels.resampleInto(samples, filter, 0, out), options);
}

/** Mel bands and cepstra of 180 s in frames of 2048 every 1024 samples; the logarithms between them are not the kernels'. */
function melDctMs(kernels: Kernels, options = {}) {
  const frame = { frameSamples: 2048, hopSamples: 1024 }, frames = Math.ceil(180 * ANALYSIS_RATE / frame.hopSamples);
  const bank = filterBank(melFilters(40, frame), frame), dct = dctRows(20, 40);
  const spectra = fill(kernels.float32(frames * bank.bins)), bands = kernels.float32(frames * 40);
  const cepstra = kernels.float32(frames * 20);
  return medianMs(() => {
    kernels.filterBandsInto(spectra, bank, bands);
    kernels.gemm({ m: frames, n: 20, k: 40, a: bands, b: dct, c: cepstra, transposeB: true });
  }, options);
}

/** All step features of 180 s of noise: spectra and descriptors. */
function featuresMs(kernels: Kernels, options = {}) {
  const second = fill(new Float32Array(ANALYSIS_RATE));
  return medianMs(() => {
    const stream = createStepFeatureStream(kernels);
    for (let i = 0; i < 180; i++) stream.push(second);
    stream.finish();
  }, options);
}

function sigmoidMs(kernels: Kernels, options = {}) {
  const x = fill(kernels.float32(2 ** 20), 20);
  return medianMs(() => kernels.sigmoidInto(x), options);
}

function sampleMs(kernels: Kernels, options = {}) {
  const p = fill(kernels.float32(2 ** 20)), out = kernels.float32(p.length);
  const state = Uint32Array.of(1, 0);
  return medianMs(() => kernels.sampleInto(p, state, out), options);
}

function normalMs(kernels: Kernels, options = {}) {
  const out = kernels.float32(2 ** 20), state = Uint32Array.of(1, 0);
  return medianMs(() => kernels.normalInto(state, out), options);
}

function sigmoidSampleMs(kernels: Kernels, options = {}) {
  const x = fill(kernels.float32(2 ** 20)), row = kernels.float32(256), out = kernels.float32(x.length);
  const state = Uint32Array.of(1, 0);
  return medianMs(() => kernels.sigmoidSampleInto(x, row, state, out), options);
}

type Measure = (kernels: Kernels, options?: { times: number; minMs: number }) => Promise<number>;

/** Times by name. The reference runs each once; what would take it minutes has no ratio. */
const timed: Record<string, { measure: Measure; reference: boolean }> = {
  stft: { measure: spectraMs, reference: true },
  melDct: { measure: melDctMs, reference: true },
  features: { measure: featuresMs, reference: false },
  resample: { measure: resampleMs, reference: true },
  sigmoid1M: { measure: sigmoidMs, reference: true },
  sample1M: { measure: sampleMs, reference: true },
  sigmoidSample1M: { measure: sigmoidSampleMs, reference: true },
  normal1M: { measure: normalMs, reference: true },
  clips240F32: { measure: (k, o) => chainMs(k, types.F32, 240, 15, o), reference: false },
  clips240F64: { measure: (k, o) => chainMs(k, types.F64, 240, 15, o), reference: false },
  song180F32: { measure: (k, o) => chainMs(k, types.F32, 1, 180, o), reference: true },
  twoHoursF32: { measure: (k, o) => chainMs(k, types.F32, 1, 7200, o), reference: false },
  twoHoursF64: { measure: (k, o) => chainMs(k, types.F64, 1, 7200, o), reference: false },
};

/** Frees the measurement's arrays; `scope` itself is synchronous, so each measurement has its own kernels. */
async function withKernels(threads: number, measure: (kernels: Kernels) => Promise<number>): Promise<number> {
  const kernels = await createWasmKernels({ threads });
  const result = await measure(kernels);
  kernels.close();
  return result;
}

export default async function measureKernels(): Promise<Metrics> {
  const metrics: Metrics = {};
  const note = (key: string, value: number) => {
    metrics[key] = value;
    console.error(`${key} ${value.toPrecision(4)}`);
  };
  for (const [name, size] of Object.entries(products)) {
    const gflop = 2 * size[0] * size[1] * size[2] / 1e9;
    const times: Record<string, number> = {};
    for (const [type, make] of Object.entries(types)) {
      for (const threads of [1, 2]) {
        const ms = times[`${type}${threads}`] = await withKernels(threads, (k) => gemmMs(k, make, size));
        note(`${name}Gflops${type}${threads === 2 ? "TwoThreads" : ""}`, gflop / ms * 1e3);
      }
    }
    note(`${name}Ratio`, await gemmMs(referenceKernels, types.F32, size, slow) / times.F321);
  }
  for (const [name, { measure, reference }] of Object.entries(timed)) {
    const ms = await withKernels(1, measure);
    note(`${name}Ms`, ms);
    note(`${name}TwoThreadsMs`, await withKernels(2, measure));
    if (reference) note(`${name}Ratio`, await measure(referenceKernels, slow) / ms);
  }
  return metrics;
}
