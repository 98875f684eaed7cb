/**
 * Content-Security-Policy headers.
 * @module
 */
import { internalsOf } from "./context.ts";
import type { Middleware } from "./define.ts";

export interface CSPOptions {
  /** Only report what would be blocked. */
  reportOnly?: boolean;
  /** URL that reports are sent to. */
  reportTo?: string;
  /** Directives such as "img-src 'self' https:", each replacing the default of its name or adding to the list. */
  csp?: string[];
  /** Allow only those inline scripts and styles that this server rendered. */
  useNonce?: boolean;
}

const defaults = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

const takesNonce = /^(default-src|script-src(-elem)?|style-src(-elem|-attr)?) /;

export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const directives = new Map([...defaults, ...options.csp ?? []].map((text) => [text.split(" ", 1)[0], text]));
  if (options.reportTo) {
    directives.set("report-to", "report-to csp-endpoint").set("report-uri", `report-uri ${options.reportTo}`);
  }
  const name = `content-security-policy${options.reportOnly ? "-report-only" : ""}`;
  return async (ctx) => {
    const internals = internalsOf(ctx);
    if (options.useNonce) internals.nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
    const response = await ctx.next();
    const policy = [...directives.values()].map((text) =>
      internals.nonceUsed && takesNonce.test(text)
        ? text.replaceAll("'unsafe-inline'", `'nonce-${internals.nonce}'`)
        : text
    );
    response.headers.set(name, policy.join("; "));
    if (options.reportTo) response.headers.set("reporting-endpoints", `csp-endpoint="${options.reportTo}"`);
    return response;
  };
}
