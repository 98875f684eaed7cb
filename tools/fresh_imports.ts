/**
 * Which names of Fresh a module uses. Where JSR can be reached, changing what `fresh` maps to must be enough: so only
 * what Fresh 2 documents may be imported, and nothing of the adapter behind its back.
 * @module
 */

/** From Fresh's API reference. */
const documented: Record<string, Set<string>> = {
  "fresh": new Set([
    ...["App", "staticFiles", "createDefine", "page", "HttpError", "cors", "csrf", "csp", "trailingSlashes"],
    ...["Context", "FreshContext", "PageProps", "Middleware", "MiddlewareFn", "HandlerFn", "HandlerByMethod"],
    ...["RouteHandler", "PageResponse", "RouteConfig", "LayoutConfig", "Define", "FreshConfig", "ResolvedFreshConfig"],
    ...["ListenOptions", "Island", "Method", "CORSOptions", "CsrfOptions", "CSPOptions"],
  ]),
  "fresh/runtime": new Set(["IS_BROWSER", "asset", "assetSrcSet", "Partial", "Head", "HttpError"]),
};

const statement = /\b(?:import|export)\s+(?:type\s+)?([^"';()]*?)\s*from\s*["']([^"']+)["']/g;
const bare = /\bimport\s*\(?\s*["']([^"']+)["']/g;

/** @returns one line for every import that Fresh itself would not satisfy, e.g. `"Thing" is no documented name of "fresh"`. */
export function undocumentedImports(source: string): string[] {
  const found: string[] = [];
  for (const [, clause, specifier] of source.matchAll(statement)) {
    if (/(^|\/)web\//.test(specifier)) found.push(`"${specifier}" is the adapter's inside`);
    if (!isFresh(specifier)) continue;
    const names = documented[specifier];
    if (!names) {
      found.push(`"${specifier}" is no documented module`);
      continue;
    }
    const list = clause.match(/^\{([^}]*)\}$/)?.[1];
    if (list === undefined) found.push(`"${clause}" of "${specifier}" must be a list of names`);
    for (const part of list?.split(",") ?? []) {
      const name = part.trim().replace(/^type\s+/, "").split(/\s+as\s+/)[0];
      if (name && !names.has(name)) found.push(`"${name}" is no documented name of "${specifier}"`);
    }
  }
  for (const [, specifier] of source.matchAll(bare)) {
    if (isFresh(specifier)) found.push(`"${specifier}" must be imported by names`);
  }
  return found;
}

const isFresh = (specifier: string) => specifier === "fresh" || /^(fresh\/|@fresh\/|jsr:@fresh\/)/.test(specifier);
