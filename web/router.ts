/**
 * From a method and a path to the route that answers. Static paths come first, then patterns in the order they were added.
 * @module
 */
import type { Method } from "./define.ts";

export interface Match<T> {
  pattern: string;
  params: Record<string, string>;
  value: T;
}

interface Entry<T> {
  pattern: string;
  url: URLPattern | null;
  methods: Map<string, T>;
}

export class Router<T> {
  #fixed = new Map<string, Entry<T>>();
  #patterns: Entry<T>[] = [];

  /** The first value added for a method and pattern stays. */
  add(method: Method | "ALL", pattern: string, value: T): void {
    const entry = this.#entry(pattern);
    if (!entry.methods.has(method)) entry.methods.set(method, value);
  }

  /** The route, or what to answer when there is none: 404, or 405 when other methods would have matched. */
  match(method: string, pathname: string): Match<T> | 404 | 405 {
    const path = pathname.length > 1 && pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
    let missed: 404 | 405 = 404;
    for (const { entry, params } of this.#candidates(path)) {
      const value = entry.methods.get(method) ?? (method === "HEAD" ? entry.methods.get("GET") : undefined) ??
        entry.methods.get("ALL");
      if (value !== undefined) return { pattern: entry.pattern, params, value };
      missed = 405;
    }
    return missed;
  }

  #entry(pattern: string): Entry<T> {
    const fixed = !/[:*?+{}()\\]/.test(pattern);
    const key = fixed ? new URL(pattern, "http://localhost").pathname : pattern;
    let entry = fixed ? this.#fixed.get(key) : this.#patterns.find((entry) => entry.pattern === pattern);
    if (!entry) {
      entry = { pattern, url: fixed ? null : new URLPattern({ pathname: pattern }), methods: new Map() };
      fixed ? this.#fixed.set(key, entry) : this.#patterns.push(entry);
    }
    return entry;
  }

  *#candidates(path: string): Generator<{ entry: Entry<T>; params: Record<string, string> }> {
    const fixed = this.#fixed.get(path);
    if (fixed) yield { entry: fixed, params: {} };
    for (const entry of this.#patterns) {
      const groups = entry.url!.exec({ pathname: path })?.pathname.groups;
      if (groups) yield { entry, params: decoded(groups) };
    }
  }
}

/** `%2F` stays as it is, so that a parameter cannot gain slashes; a group that matched nothing is empty. */
function decoded(groups: Record<string, string | undefined>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(groups)) {
    try {
      params[name] = decodeURI(value);
    } catch {
      params[name] = value; // a stray percent sign
    }
  }
  return params;
}

/** Joins two paths, each of which may be empty, "/" or "*". */
export function joinPath(base: string, path: string): string {
  const joined = `${base}/${path === "*" ? "" : path}`.replace(/\/{2,}/g, "/");
  return joined.length > 1 ? joined.replace(/\/$/, "") : "/";
}

/** `[x]` → `:x`, `[[x]]` → `:x?`, `[...x]` → `:x*`, also within a name. */
export function fileNameToPattern(name: string): string {
  return name.replace(/^\[\[(\w+)\]\]$/, ":$1?").replace(/\[\.\.\.(\w+)\]/, ":$1*").replace(/\[(\w+)\]/g, ":$1");
}

export const isGroup = (name: string) => name.startsWith("(") && name.endsWith(")");

/** `(grp)/u/[id]` → `/u/:id`; a last `index` stands for its folder. */
export function filePathToPattern(path: string): string {
  const names = path.split("/").filter((name) => !isGroup(name));
  if (names.at(-1) === "index") names.pop();
  return "/" + names.map(fileNameToPattern).join("/");
}

/** Orders patterns so that the more specific one is tried first. */
export function comparePatterns(a: string, b: string): number {
  const as = a.split("/"), bs = b.split("/");
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    const order = rank(as[i]) - rank(bs[i]);
    if (order !== 0) return order;
  }
  return bs.length - as.length || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(segment: string): number {
  if (!segment.includes(":")) return 0;
  if (segment.endsWith("*")) return 4;
  if (segment.endsWith("?")) return 3;
  return /^:\w+$/.test(segment) ? 2 : 1;
}
