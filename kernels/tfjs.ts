/**
 * {@link Kernels} on TensorFlow.js: f32 products, sigmoid and forward–backward. TensorFlow.js has no f64, so calls with f64
 * arrays are the reference's, as are those it has no form of: samples in the interface's own sequence, spectra, resampling,
 * forward–backward with a matrix for each step. Its packages are loaded when the first kernels are made, not before.
 * @module
 */
import type * as Core from "@tensorflow/tfjs-core";
import { checkGemm } from "../core/kernel_checks.ts";
import { type GemmSpec, type Kernels, referenceKernels } from "../core/kernels.ts";
import { chainExpectations } from "./tfjs_chains.ts";

/** The functions of `@tensorflow/tfjs-core`. */
export type Tfjs = typeof Core;

export interface TfjsOptions {
  /**
   * `wasm`: SIMD, one thread. `cpu`: plain JavaScript. `webgpu`: only where the caller has registered it and it can be read
   * synchronously, as the calls of {@link Kernels} are; Deno can not. Default `wasm`.
   */
  backend?: "wasm" | "cpu" | "webgpu";
}

type Backend = NonNullable<TfjsOptions["backend"]>;
const BACKENDS: readonly string[] = ["wasm", "cpu", "webgpu"] satisfies Backend[];

const refusal = (demand: string, value: string, cause?: unknown) =>
  new Error(`Cannot start the TensorFlow.js kernels: ${demand}, current value is ${value}`, { cause });

/** Load a backend and register it as one that has started: while one starts, TensorFlow.js refuses the calls of all. */
async function load(tf: Tfjs, backend: Backend): Promise<void> {
  if (backend in tf.engine().registry) return;
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm")).href);
  }
  const create = tf.findBackendFactory(backend);
  if (!create) {
    const hint = `not registered (import "@tensorflow/tfjs-backend-${backend}")`;
    throw refusal(`the backend ${backend} must be registered before`, hint);
  }
  try {
    const instance = await create();
    tf.removeBackend(backend);
    tf.registerBackend(backend, () => instance);
  } catch (error) {
    throw refusal(`this runtime must support the backend ${backend}`, (error as Error).message, error);
  }
}

/** The active backend is the process's, so each call asks for its own. One that is loaded becomes active at once. */
function use(tf: Tfjs, backend: Backend): void {
  if (tf.getBackend() !== backend) tf.setBackend(backend);
}

/** The first use of a backend: it must be readable, and print no advertisement, which it does not in production mode. */
function tryOut(tf: Tfjs, backend: Backend): void {
  const production = tf.env().getBool("PROD");
  tf.env().set("PROD", true);
  try {
    use(tf, backend);
    tf.tidy(() => void tf.add(1, 1).dataSync());
  } catch (error) {
    const hint = `${(error as Error).message} (use wasm)`;
    throw refusal(`the backend ${backend} must be readable synchronously`, hint, error);
  } finally {
    tf.env().set("PROD", production);
  }
}

async function start(backend: Backend): Promise<Tfjs> {
  const tf = await import("@tensorflow/tfjs-core");
  await load(tf, backend);
  tryOut(tf, backend);
  return tf;
}

/** One start after the other, so that no backend is loaded twice. */
let starting: Promise<unknown> = Promise.resolve();

function gemm(tf: Tfjs, { m, n, k, a, b, c, transposeA, transposeB, accumulate }: GemmSpec): void {
  if (m === 0 || n === 0) return;
  if (k === 0) {
    if (!accumulate) c.fill(0);
    return;
  }
  // matMul's own transpose flags take ten times as long.
  const matrix = (values: Float32Array, rows: number, columns: number, transposed = false) =>
    transposed ? tf.transpose(tf.tensor2d(values, [columns, rows])) : tf.tensor2d(values, [rows, columns]);
  // Nothing is returned through `tidy`, which would search an array for tensors element by element.
  tf.tidy(() => {
    const left = matrix(a as Float32Array, m, k, transposeA), right = matrix(b as Float32Array, k, n, transposeB);
    const product = tf.matMul(left, right).dataSync();
    if (accumulate) { for (let i = 0; i < c.length; i++) c[i] += product[i]; }
    else c.set(product);
  });
}

/**
 * Start TensorFlow.js kernels. The backend stays loaded when they are closed, for it is the process's, and is the active one
 * of TensorFlow.js after each call.
 * @throws RangeError on an unknown backend; Error if it can not start, or not be read synchronously.
 * @example
 * ```ts
 * import { createTfjsKernels } from "./tfjs.ts";
 * const kernels = await createTfjsKernels({ backend: "wasm" });
 * const [a, b, c] = [[1, 2], [3, 4], [0]].map((values) => Float32Array.from(values));
 * kernels.gemm({ m: 1, n: 1, k: 2, a, b, c });
 * if (c[0] !== 11) throw new Error("1·3 + 2·4 must be 11");
 * ```
 */
export async function createTfjsKernels({ backend = "wasm" }: TfjsOptions = {}): Promise<Kernels> {
  if (!BACKENDS.includes(backend)) {
    throw new RangeError(
      `Cannot start the TensorFlow.js kernels: backend must be wasm, cpu or webgpu, current value is ${backend}`,
    );
  }
  const started = starting.then(() => start(backend));
  starting = started.catch(() => {});
  const tf = await started, simd = backend === "wasm" && tf.env().getBool("WASM_HAS_SIMD_SUPPORT");
  return {
    ...referenceKernels,
    id: "tfjs",
    features: [`tfjs-${tf.version_core}`, backend, ...(simd ? ["simd128"] : [])],
    gemm(spec) {
      checkGemm(spec);
      if (spec.c instanceof Float64Array) return referenceKernels.gemm(spec);
      use(tf, backend);
      gemm(tf, spec);
    },
    sigmoidInto(x) {
      if (x.length === 0) return;
      use(tf, backend);
      tf.tidy(() => x.set(tf.sigmoid(tf.tensor1d(x)).dataSync()));
    },
    chainExpectations(batch, out) {
      use(tf, backend);
      chainExpectations(tf, batch, out);
    },
  };
}
