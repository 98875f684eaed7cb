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

/** An insight that is being worked out, or is there. */
interface Kept {
  insight: Promise<ModelInsight>;
  /** Those who wait for it. When the last one leaves it is given up: wide models take minutes. */
  waiting: Set<symbol>;
  work: AbortController;
}

/** By the bytes of the model and the number of units, the one asked for last at the end. */
const kept = new WeakMap<Compute, Map<string, Kept>>();

/**
 * The insight of a model's most influential units; a model file never changes, so neither does this.
 * @param options.signal of who waits for it.
 * @throws the signal's reason, or what the workers say.
 */
export async function storedInsight(
  { blobs, compute }: Pick<JobTools, "blobs" | "compute">,
  { sha256 }: Pick<ModelRecord, "sha256">,
  { units, signal }: { units: number; signal?: AbortSignal },
): Promise<ModelInsight> {
  signal?.throwIfAborted();
  const own = kept.get(compute) ?? new Map<string, Kept>(), key = `${sha256} ${units}`;
  kept.set(compute, own);
  const found = own.get(key) ?? begin();
  own.delete(key);
  own.set(key, found);
  if (own.size > MOST_KEPT) own.delete(own.keys().next().value!);
  const self = Symbol();
  found.waiting.add(self);
  const left = Promise.withResolvers<never>();
  const leave = () => {
    found.waiting.delete(self);
    if (found.waiting.size === 0) giveUp(found);
    left.reject(signal!.reason);
  };
  signal?.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([found.insight, left.promise]);
  } finally {
    signal?.removeEventListener("abort", leave);
    found.waiting.delete(self);
  }

  function begin(): Kept {
    const work = new AbortController(), request = { modelPath: blobs.path(sha256), units };
    const insight = compute.explain(request, { signal: work.signal }).then((result) => result.insight);
    const begun = { insight, waiting: new Set<symbol>(), work };
    // What failed is tried again by the next who asks.
    insight.catch(() => forget(begun));
    return begun;
  }

  function giveUp(one: Kept): void {
    forget(one);
    one.work.abort(new DOMException("Nobody waits for the insight", "AbortError"));
  }

  function forget(one: Kept): void {
    if (own.get(key) === one) own.delete(key);
  }
}
