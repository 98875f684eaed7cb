/**
 * JSON and bytes over HTTP, with errors a user can read.
 * @module
 */
import { strings } from "./strings.ts";

/** A request that was not answered with success. Status 0: no answer came at all. */
export class RequestError extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
    this.name = "RequestError";
  }

  /** Whether the same request may succeed later without being changed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The message within an error answer's body, else one made from its status. */
export function errorMessage(status: number, body: string): string {
  try {
    const message = JSON.parse(body)?.error?.message;
    if (typeof message === "string" && message !== "") return message;
  } catch {
    // Not JSON: a proxy in between answers with a page of its own.
  }
  return strings.errors.status(status);
}

/** @throws RequestError */
export async function requestJson<T>(
  path: string,
  options: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const { method = options.body === undefined ? "GET" : "POST", body, signal } = options;
  const init: RequestInit = { method, signal, headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { ...init.headers, "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const text = await (await request(path, init)).text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/**
 * Asks as `<link rel="preload" as="fetch" crossorigin>` does: what such a link has begun to fetch is not fetched again.
 * @throws RequestError
 */
export async function requestBytes(path: string): Promise<ArrayBuffer> {
  return await (await request(path)).arrayBuffer();
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestError(strings.errors.unreachable, 0);
  }
  if (!response.ok) throw new RequestError(errorMessage(response.status, await response.text()), response.status);
  return response;
}
