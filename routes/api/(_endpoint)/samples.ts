/**
 * Answering for samples that are on their way.
 * @module
 */
import { errorAnswer } from "./errors.ts";

/** @param done how much of them there is. */
export function notDecoded(done: string): Response {
  const reason = `Cannot play samples: they must have been decoded, current value is ${done}`;
  return errorAnswer(503, reason, { "retry-after": "1" });
}
