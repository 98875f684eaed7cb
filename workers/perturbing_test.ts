import assert from "node:assert/strict";
import { fixturePath } from "../audio/testing.ts";
import { referenceKernels } from "../core/kernels.ts";
import { PERTURBATIONS } from "../core/signal/perturb.ts";
import { SEED_SPECTRUM } from "../core/signal/step_spectrum_spec.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { fileFeatures } from "./analysis.ts";
import { type FeatureCache, openFeatureCache } from "./feature_cache.ts";
import { missingPerturbations, perturbedFeatures } from "./perturbing.ts";

const kernels = await createWasmKernels(), path = fixturePath("tone.mp3"), missing = await missingPerturbations();

async function withCache(work: (cache: FeatureCache, entries: () => number) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-perturbing-" });
  const entries = () => [...Deno.readDirSync(folder)].length;
  await work(openFeatureCache(folder), entries).finally(() => Deno.remove(folder, { recursive: true }));
}

Deno.test("every perturbation has features of its own, and an entry of its own in the cache, beside the plain file's", () =>
  withCache(async (cache, entries) => {
    const plain = await fileFeatures(path, kernels, { spec: SEED_SPECTRUM, cache });
    const possible = Object.keys(PERTURBATIONS).filter((name) => !Object.hasOwn(missing, name));
    assert.ok(possible.length >= 8);
    const all = [];
    for (const perturbation of possible) {
      const options = { spec: SEED_SPECTRUM, cache, perturbation },
        features = await perturbedFeatures(path, kernels, options);
      assert.deepEqual(await perturbedFeatures(path, kernels, options), features);
      assert.ok(Math.abs(features.steps - plain.steps) <= 1 && features.spectra.every(Number.isFinite));
      all.push(features);
    }
    assert.equal(new Set([plain, ...all].map(({ spectra }) => spectra.join())).size, 1 + possible.length);
    assert.equal(entries(), 1 + possible.length);
    assert.deepEqual(await fileFeatures(path, kernels, { spec: SEED_SPECTRUM, cache }), plain);
  }));

Deno.test("12 dB less are 12 dB less; what is in the cache is not made again", () =>
  withCache(async (cache) => {
    const options = { spec: SEED_SPECTRUM, perturbation: "gain −12 dB", cache };
    const plain = await fileFeatures(path, kernels, { spec: SEED_SPECTRUM, cache: undefined });
    const quiet = await perturbedFeatures(path, kernels, options),
      bin = plain.spectra.indexOf(Math.max(...plain.spectra));
    assert.ok(Math.abs(quiet.spectra[bin] - plain.spectra[bin] + 12 * Math.LN10 / 20) < 1e-3);
    // Kernels that can do nothing: the entry is found by their names.
    const named = {
      ...referenceKernels,
      id: kernels.id,
      features: kernels.features,
      scope: () => assert.fail("worked"),
    };
    assert.deepEqual(await perturbedFeatures(path, named, options), quiet);
  }));
