/**
 * The layers: which folder may import which. Imports point inward, to `core/`, which is pure.
 *
 *     deno task layers
 *
 * Tests (`*_test.ts`, `testing.ts`, `testing/`, `testdata/`) may import from any layer; nothing but tests may import them.
 * @module
 */
import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import { impureNames, typeErrorsOfCore } from "./purity.ts";
import { root, type SourceFile, sourceFiles } from "./source_files.ts";

interface Layer {
  /** Layers and single files that may be imported; `*` is any. */
  may: readonly string[];
  /** Layers that may not, where `may` says `*`. */
  mayNot?: readonly string[];
  /** Layers that may be imported only when they are needed. */
  lazily?: readonly string[];
  /** Packages and built-in modules; any by default. */
  packages?: "none" | "browser";
}

/** By folder, or by file at the top. */
export const LAYERS: Record<string, Layer> = {
  "core": { may: [], packages: "none" },
  "kernels": { may: ["core"] },
  "audio": { may: ["core"] },
  "store": { may: ["core"] },
  "formats": { may: ["core"], packages: "browser" },
  "components": { may: ["core", "protocol"], packages: "browser" },
  "protocol": { may: ["core"], packages: "browser" },
  "islands": {
    may: ["core", "components", "formats", "protocol", "web/runtime.ts"],
    lazily: ["kernels", "workers"],
    packages: "browser",
  },
  "jobs": { may: ["core", "audio", "formats", "store"] },
  "routes": { may: ["*"], mayNot: ["audio", "kernels", "workers"] },
  "cli": { may: ["core", "formats", "jobs", "store"] },
  "hosts": { may: ["core", "formats", "jobs", "store", "islands", "components", "protocol"] },
  "web": { may: [] },
  "static": { may: [], packages: "none" },
  "workers": { may: ["*"] },
  "main.ts": { may: ["*"] },
  // Fresh's place for what all routes share: docs/decisions/0001.
  "utils.ts": { may: ["jobs", "web"] },
  // Not shipped.
  "bench": { may: ["*"] },
  "tools": { may: ["*"] },
  "tests": { may: ["*"] },
};

/** Packages that one layer keeps to itself: every SQL string is in `store/`, and so on. */
const KEPT: Record<string, string> = {
  "kysely": "store",
  "node:sqlite": "store",
  "openworkflow": "jobs",
  "vite": "web",
  "hono": "web",
};

const isTest = (path: string) => /(_test\.tsx?|(^|\/)testing\.tsx?)$|(^|\/)(testing|testdata|tests)\//.test(path);
const layerOf = (path: string) => path.split("/")[0];

/** `fresh` → `web/mod.ts`: the names of `deno.json` that stand for our own files. */
export type OwnNames = Record<string, string>;

/** @returns one line for every import that the table does not allow. */
export function layerViolations(files: readonly SourceFile[], ownNames: OwnNames): string[] {
  return files.flatMap(({ path, text }) => {
    const layer = LAYERS[layerOf(path)];
    if (!layer) return [`${path}: ${layerOf(path)} is no layer (tools/layers.ts lists them)`];
    return importsOf(text).flatMap(({ specifier, lazy }) => {
      const target = ownNames[specifier] ?? (specifier.startsWith(".") ? resolve(path, specifier) : null);
      const problem = target === null ? packageProblem(path, specifier) : ownProblem(path, target, lazy);
      return problem ? [`${path}: must not import "${specifier}": ${problem}`] : [];
    });
  });
}

function resolve(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}

function ownProblem(from: string, target: string, lazy: boolean): string | null {
  const own = layerOf(from), other = layerOf(target), { may, mayNot = [], lazily = [] } = LAYERS[own];
  if (isTest(from) || own === "bench" || own === "tools") return null;
  if (isTest(target)) return "it is for tests only";
  if (own === other || mayNot.length === 0 && may.includes("*")) return null;
  if (lazily.includes(other)) return lazy ? null : `${own} may import ${other} only lazily`;
  if (mayNot.includes(other)) return `${own} may not import ${mayNot.join(", ")}`;
  if (may.some((allowed) => allowed === "*" || allowed === other || allowed === target)) return null;
  return `${own} may import ${may.join(", ") || "nothing of ours"}`;
}

function packageProblem(path: string, specifier: string): string | null {
  if (/^(?!node:)\w+:/.test(specifier)) return "packages come from npm and are named in deno.json";
  if (isTest(path) || ["bench", "tools"].includes(layerOf(path))) return null;
  const { packages } = LAYERS[layerOf(path)];
  if (packages === "none") return `${layerOf(path)} may import no packages`;
  if (packages === "browser" && specifier.startsWith("node:")) return `${layerOf(path)} runs in browsers too`;
  const kept = Object.entries(KEPT).find(([name]) => specifier === name || specifier.startsWith(`${name}/`));
  return kept && kept[1] !== layerOf(path) ? `${kept[0]} belongs to ${kept[1]}` : null;
}

/** @returns one line for everything in `core/` that is not pure. */
function purityViolations(files: readonly SourceFile[]): string[] {
  return files.filter(({ path }) => layerOf(path) === "core" && !isTest(path)).flatMap(({ path, text }) =>
    impureNames(text).map((name) => `${path}: ${name} is not pure; time and randomness are passed in`)
  );
}

/** Every violation of a project's folder. */
export async function checkLayers(folder = root): Promise<string[]> {
  const files = sourceFiles(/\.tsx?$/, folder).filter(({ path }) => !path.startsWith("kernels/assembly/"));
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  const ownNames = Object.fromEntries(
    Object.entries<string>(imports).filter(([, target]) => target.startsWith("./")).map((
      [name, target],
    ) => [name, target.slice(2)]),
  );
  const core = files.map(({ path }) => path).filter((path) => layerOf(path) === "core" && !isTest(path));
  return [...layerViolations(files, ownNames), ...purityViolations(files), ...await typeErrorsOfCore(folder, core)];
}

if (import.meta.main) {
  const violations = await checkLayers();
  for (const violation of violations) console.error(violation);
  Deno.exit(violations.length > 0 ? 1 : 0);
}
