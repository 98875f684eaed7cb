/**
 * Going on while the server cannot be reached.
 * @module
 */

const RETRY_MS = 5000;

const waiting = new Set<() => void>();

/** Tell whoever waits that the server answers again. */
export function serverIsBack(): void {
  for (const end of waiting) end();
}

/** Wait, but not longer than until the network, or the server, is back. */
export function waitOrOnline(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    function end(): void {
      clearTimeout(timer);
      waiting.delete(end);
      removeEventListener("online", end);
      resolve();
    }
    const timer = setTimeout(end, milliseconds);
    waiting.add(end);
    addEventListener("online", end);
  });
}

export interface TryingOptions {
  /** Told of the first failure. */
  onFailure?: () => void;
  /** Whether it is still wanted; for ever by default. */
  isWanted?: () => boolean;
}

/**
 * Attempt something until it succeeds: again as soon as the browser is online or the server answers, and every few
 * seconds.
 */
export async function keepTrying(
  attempt: () => Promise<unknown>,
  { onFailure, isWanted = () => true }: TryingOptions = {},
): Promise<void> {
  for (let tries = 0; isWanted(); tries++) {
    try {
      await attempt();
      return;
    } catch {
      if (tries === 0) onFailure?.();
      await waitOrOnline(RETRY_MS);
    }
  }
}
