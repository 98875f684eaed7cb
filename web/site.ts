/**
 * The application's folder on disk: where it is, what the client build made of it, and the files it serves.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ResolvedFreshConfig } from "./context.ts";
import { setBuildId } from "./shared.ts";

/** Counts up when the manifest changes its form, so that an older build is made again. */
export const manifestVersion = 3;

/** A module of the client build, and those it imports. */
export interface Chunk {
  file: string;
  imports: string[];
}

/** What `build.ts` leaves in `dist/manifest.json` for the server. Files are named relative to `dist/client`. */
export interface Manifest {
  version: typeof manifestVersion;
  /** Source files of islands, and `client.ts`. */
  entries: string[];
  /** SHA-256 of every source file that went in, to know when to build again. */
  inputs: Record<string, string>;
  /** The runtime that brings islands to life. */
  runtime: Chunk;
  /** Follows links within pages that have `<Partial>` regions. */
  partials: Chunk;
  /** Code of the application's `client.ts`; null when there is none, or only styles. */
  client: string | null;
  styles: string[];
  /** By source file. */
  islands: Record<string, Chunk>;
}

export interface StaticFile {
  path: string;
  /** The name holds a hash of the content. */
  hashed: boolean;
  etag?: { of: string; value: string };
}

export interface Site {
  config: ResolvedFreshConfig;
  /** null before the first build: pages render, islands stay still. */
  manifest: Manifest | null;
  files: Map<string, StaticFile>;
}

/** Reads the manifest and lists the files; sets the id that `asset()` adds to their URLs. */
export function openSite(root: string, basePath: string): Site {
  const mode = Deno.env.get("MODE") === "development" ? "development" : "production";
  const dist = join(root, "dist");
  const files = new Map<string, StaticFile>();
  const id = createHash("sha256");
  for (const [dir, hashed] of [[join(root, "static"), false], [join(dist, "client"), true]] as const) {
    for (const name of listFiles(dir)) {
      const path = join(dir, name);
      files.set("/" + name, { path, hashed });
      id.update(name).update(hashed ? "" : readFileSync(path));
    }
  }
  setBuildId(id.digest("hex"));
  return { config: { root, basePath, mode, trustProxy: false }, manifest: readManifest(dist), files };
}

/** @param dist Output folder of the build. */
export function readManifest(dist: string): Manifest | null {
  const path = join(dist, "manifest.json");
  const manifest: Manifest | null = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  return manifest?.version === manifestVersion ? manifest : null;
}

/** Files below a folder, relative and with forward slashes, sorted; none when there is no such folder. */
export function listFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  const found: string[] = [];
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) found.push(...listFiles(join(dir, entry.name)).map((name) => `${entry.name}/${name}`));
    else found.push(entry.name);
  }
  return found.sort();
}

/** Source files of islands, relative to the root. Tests beside them are none. */
export function listIslands(root: string): string[] {
  const own = listFiles(join(root, "islands")).map((name) => `islands/${name}`);
  const local = listFiles(join(root, "routes")).filter((name) => name.includes("(_islands)/"));
  return [...own, ...local.map((name) => `routes/${name}`)].filter(isModule);
}

export const isModule = (name: string) => /\.[tj]sx?$/.test(name) && !/(\.d\.ts|[._]test\.[tj]sx?)$/.test(name);

/**
 * The application's folder, without being told: where the module that calls (from outside this folder) lies, or the
 * nearest folder above it that holds `routes/`. Fresh knows it from its build; its API has no parameter for it.
 */
export function findRoot(): string {
  const here = new URL("./", import.meta.url).href;
  const callers = new Error().stack?.match(/file:\/\/[^\s()]+?(?=:\d+:\d+)/g) ?? [];
  const caller = callers.find((url) => !url.startsWith(here) || /_test\.tsx?$/.test(url));
  if (caller) {
    for (let dir = dirname(fileURLToPath(caller)); dir !== dirname(dir); dir = dirname(dir)) {
      if (existsSync(join(dir, "routes"))) return dir;
    }
  }
  return Deno.cwd();
}
