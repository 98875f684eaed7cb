/**
 * Files of `static/` at the root of the site, and the client build beside them.
 * @module
 */
import { createHash } from "node:crypto";
import { getMimeType, mimes } from "hono/utils/mime";
import { internalsOf } from "./context.ts";
import type { Middleware } from "./define.ts";
import { buildId, CACHE_KEY } from "./shared.ts";
import type { StaticFile } from "./site.ts";

const types = { ...mimes, flac: "audio/flac", m4a: "audio/mp4", md: "text/markdown; charset=utf-8", wav: "audio/wav" };

/**
 * Answers GET and HEAD for known files and passes on everything else. Only names that were found when the server
 * started are served, so no request can lead out of the folders.
 */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { site } = internalsOf(ctx);
    const { method } = ctx.req;
    const file = method === "GET" || method === "HEAD"
      ? findFile(site.files, ctx.url.pathname, site.config.basePath)
      : null;
    if (!file) return ctx.next();
    const headers = new Headers({ "cache-control": cacheControl(file, ctx.url, site.config.mode) });
    try {
      const etag = etagOf(file);
      headers.set("etag", etag);
      if (ctx.req.headers.get("if-none-match")?.split(/,\s*/).some((tag) => tag.replace(/^W\//, "") === etag)) {
        return new Response(null, { status: 304, headers });
      }
      headers.set("content-type", getMimeType(file.path, types) ?? "application/octet-stream");
      headers.set("content-length", String(Deno.statSync(file.path).size));
      if (method === "HEAD") return new Response(null, { headers });
      return new Response((await Deno.open(file.path)).readable, { headers });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return ctx.next(); // deleted since the start
      throw error;
    }
  };
}

function findFile(files: Map<string, StaticFile>, pathname: string, basePath: string): StaticFile | null {
  if (!pathname.startsWith(basePath)) return null;
  const path = pathname.slice(basePath.length);
  try {
    return files.get(path) ?? (path.includes("%") ? files.get(decodeURIComponent(path)) ?? null : null);
  } catch {
    return null; // a stray percent sign
  }
}

function cacheControl(file: StaticFile, url: URL, mode: string): string {
  const lasting = file.hashed || url.searchParams.get(CACHE_KEY) === buildId();
  return lasting && mode === "production" ? "public, max-age=31536000, immutable" : "no-cache";
}

/** The hash of the content, kept until the file changes. */
function etagOf(file: StaticFile): string {
  const { mtime, size } = Deno.statSync(file.path);
  const of = `${mtime?.getTime()}:${size}`;
  if (file.etag?.of !== of) {
    const hash = createHash("sha256").update(Deno.readFileSync(file.path)).digest("base64url").slice(0, 22);
    file.etag = { of, value: `"${hash}"` };
  }
  return file.etag.value;
}
