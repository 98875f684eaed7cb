/**
 * Where a request was sent to and where it comes from.
 * @module
 */

/**
 * Whether a Host header names this server. A page elsewhere can let its own name point to 127.0.0.1 (DNS rebinding) and
 * would then count as our origin: only known names are answered.
 * @param host e.g. `localhost:8000` or `[::1]`
 */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return allowed.includes("*") || allowed.includes(name);
}

/**
 * Whether a browser sent the request from one of our own pages, or no browser sent it. Browsers add `Sec-Fetch-Site` (or
 * at least `Origin`) to whatever a foreign page makes them send; programs add neither and hold no one's session.
 */
export function isSameOrigin(headers: Headers, url: URL): boolean {
  const site = headers.get("sec-fetch-site"), origin = headers.get("origin");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  if (origin === null) return true;
  try {
    return new URL(origin).host === (headers.get("host") ?? url.host);
  } catch {
    return false; // "null": a sandboxed frame or a file
  }
}
