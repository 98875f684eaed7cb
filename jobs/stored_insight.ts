/**
 * What the units of a stored model hear. Worked out when somebody looks, and kept while it may be looked at again.
 * @module
 */
import type { ModelInsight } from "../core/model/insight.ts";
import type { ModelRecord } from "../store/models.ts";
import type { JobTools } from "./analyze.ts";
import type { Compute } from "./compute.ts";

/** A few hundred kilobytes each. */
const MOST_KEPT = 8;

/** By the bytes of the model and the number of units, the one asked for last at the end. */
const kept = new WeakMap<Compute, Map<string, Promise<ModelInsight>>>();

/** The insight of a model's most influential units; a model file never changes, so neither does this. */
export function storedInsight(
  { blobs, compute }: Pick<JobTools, "blobs" | "compute">,
  { sha256 }: Pick<ModelRecord, "sha256">,
  units: number,
): Promise<ModelInsight> {
  const own = kept.get(compute) ?? new Map<string, Promise<ModelInsight>>(), key = `${sha256} ${units}`;
  kept.set(compute, own);
  const found = own.get(key) ??
    compute.explain({ modelPath: blobs.path(sha256), units }).then(({ insight }) => insight);
  own.delete(key);
  own.set(key, found);
  // What failed is tried again by the next who asks.
  found.catch(() => own.delete(key));
  if (own.size > MOST_KEPT) own.delete(own.keys().next().value!);
  return found;
}
