/**
 * Error answers of the API: JSON with one line for the user. What is unexpected goes to the log, not to the client.
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { HttpError } from "fresh";
import { isDiskFull, JobError } from "../../../jobs/failure.ts";
import { BlobTooLargeError } from "../../../store/blobs.ts";
import { CorrectionConflictError } from "../../../store/corrections.ts";
import type { ApiError } from "../../../protocol/api.ts";

const log = getLogger(["moodline", "api"]);

export function errorAnswer(status: number, message: string, headers: HeadersInit = {}): Response {
  const body: ApiError = { error: { status, message } };
  return Response.json(body, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers },
  });
}

/** The answer to a thrown error. */
export function errorToAnswer(error: unknown): Response {
  if (error instanceof HttpError) return errorAnswer(error.status, error.message || defaultMessage(error.status));
  if (isDiskFull(error)) {
    log.error("The disk is full: {error}", { error });
    return errorAnswer(507, "Cannot store anything: the server's disk must have room");
  }
  if (error instanceof BlobTooLargeError) return errorAnswer(413, error.message);
  if (error instanceof JobError) return errorAnswer(422, error.message);
  if (error instanceof CorrectionConflictError) {
    return errorAnswer(error.reason === "key-reused" ? 409 : 400, error.message);
  }
  log.error("A request failed: {error}", { error });
  return errorAnswer(500, "Cannot answer: something went wrong in the server; its log says more");
}

function defaultMessage(status: number): string {
  return status === 404 ? "Cannot find that: there is no such path or method" : `Cannot answer: status ${status}`;
}
