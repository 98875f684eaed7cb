/**
 * Bytes that may not be there yet, over a network that may be away for a while.
 * @module
 */

/** How often a server that is not there is asked again, and how long is waited first; twice as long each time. */
const RETRIES = 6, FIRST_WAIT_MS = 250;

/**
 * Fetch bytes; none where the server says that there are none (416). An answer 503 with `Retry-After` is asked for again as long as it says so; a network that fails, some times.
 * @throws Error with the server's message, or the signal's reason.
 */
export async function fetchPatiently(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  for (let failures = 0;;) {
    let waitMs: number;
    try {
      const response = await fetch(url, { signal }), retryAfter = response.headers.get("retry-after");
      if (response.ok) return await response.arrayBuffer();
      if (response.status === 416) return new ArrayBuffer(0);
      const message = await response.json().then((body) => body.error.message as string, () => response.statusText);
      const later = response.status === 503 && retryAfter !== null;
      if (!later && (response.status < 500 || failures === RETRIES)) throw new RefusedError(message);
      waitMs = later ? 1000 * Number(retryAfter) : FIRST_WAIT_MS * 2 ** failures++;
    } catch (error) {
      if (signal.aborted || error instanceof RefusedError || failures === RETRIES) throw error;
      waitMs = FIRST_WAIT_MS * 2 ** failures++;
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    signal.throwIfAborted();
  }
}

/** The server will say no again. */
class RefusedError extends Error {}
