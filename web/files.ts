/**
 * Reads `routes/` and `islands/` into the tree of segments.
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyComponent, AnyMiddleware, AnyRoute, LayoutConfig } from "./define.ts";
import { registerIslands } from "./islands.ts";
import { comparePatterns, fileNameToPattern, filePathToPattern, isGroup, joinPath } from "./router.ts";
import { isModule, listFiles, listIslands } from "./site.ts";
import { routeToMiddleware, type Segment } from "./tree.ts";

interface RouteModule extends AnyRoute {
  default?: unknown;
}

export interface FileRoute {
  pattern: string;
  chain: Segment[];
  route: AnyRoute;
}

const load = async (root: string, name: string): Promise<RouteModule> =>
  await import(pathToFileURL(join(root, name)).href);

/** Registers islands, middlewares, layouts and error pages; gives the routes back, the most specific first. */
export async function loadFiles(root: string, top: Segment, mountPath: string): Promise<FileRoute[]> {
  for (const name of listIslands(root)) {
    registerIslands(name, await load(root, name) as Record<string, unknown>);
  }
  const names = listFiles(join(root, "routes")).filter((name) => isModule(name) && !/(^|\/)\(_[^/]*\)\//.test(name));
  const modules = await Promise.all(names.map((name) => load(root, `routes/${name}`)));
  const routes: FileRoute[] = [];
  for (const [i, name] of names.entries()) {
    const path = name.replace(/\.\w+$/, "");
    const chain = top.along(joinPath(mountPath, folderPath(path)));
    const baseName = path.slice(path.lastIndexOf("/") + 1);
    if (applySpecial(baseName, chain.at(-1)!, modules[i], `routes/${name}`)) continue;
    const { config } = modules[i];
    const pattern = joinPath(mountPath, config?.routeOverride ?? filePathToPattern(path));
    const component = modules[i].default as AnyComponent | undefined;
    routes.push({ pattern, chain, route: { ...modules[i], component } });
  }
  return routes.sort((a, b) => comparePatterns(a.pattern, b.pattern));
}

/** Groups keep their parentheses: they are folders of their own. */
function folderPath(path: string): string {
  const folders = path.split("/").slice(0, -1);
  return folders.map((name) => isGroup(name) ? name : fileNameToPattern(name)).join("/");
}

function applySpecial(baseName: string, segment: Segment, module: RouteModule, name: string): boolean {
  if (!["_app", "_layout", "_error", "_middleware", "_404"].includes(baseName)) return false;
  if (baseName === "_404") {
    throw new Error(`Cannot use ${name}: not-found pages are a branch of _error.tsx (error.status === 404)`);
  }
  const component = module.default as AnyComponent | undefined;
  if (!component && !(baseName === "_error" && (module.handler ?? module.handlers))) {
    throw new TypeError(`Cannot use ${name}: it must have a default export`);
  }
  if (baseName === "_app") segment.app = component!;
  else if (baseName === "_layout") {
    segment.layout = { component: component!, config: module.config as LayoutConfig ?? {} };
  } else if (baseName === "_error") {
    segment.onError = routeToMiddleware({ ...module, component }, { isErrorPage: true });
  } else segment.middlewares.push(...[component as unknown as AnyMiddleware | AnyMiddleware[]].flat());
  return true;
}
