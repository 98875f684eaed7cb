/**
 * Builds what the browser runs: the runtime, every island as a chunk of its own, and `client.ts` if there is one.
 * The server itself needs no build. `deno run -A web/build.ts [root]`
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin, Rollup } from "vite";
import { joinChunks, type PlannedChunk, SHARED } from "./chunks.ts";
import { type Chunk, listIslands, type Manifest, manifestVersion, readManifest } from "./site.ts";

export interface BuildOptions {
  /** Folder with `islands/` and `routes/`. */
  root: string;
  /** Gets `client/` and `manifest.json`; `dist` in the root, where the server looks, by default. */
  outDir?: string;
}

const own = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const runtimeSource = own("client.ts");
const partialsSource = own("partials.ts");
const lockFile = own("../deno.lock");

/** @returns whether anything was built: nothing is when no source has changed. Says what it does on stderr. */
export async function build({ root: rootPath, outDir }: BuildOptions): Promise<boolean> {
  const root = resolve(rootPath);
  const out = resolve(outDir ?? join(root, "dist"));
  const entries = [...listIslands(root), ...existsSync(join(root, "client.ts")) ? ["client.ts"] : []];
  if (isCurrent(root, out, entries)) return false;
  const started = performance.now();
  const sources = new Set([lockFile, own("build.ts"), own("chunks.ts")]);
  const fresh = join(out, `client.${Deno.pid}`);
  const chunks = await bundle({ root, outDir: fresh, entries, sources });
  const manifest = describe({ root, entries, chunks, sources });
  mkdirSync(fresh, { recursive: true });
  rmSync(join(out, "client"), { recursive: true, force: true });
  renameSync(fresh, join(out, "client"));
  writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2));
  console.error(`Built ${chunks.length} browser files in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

function hashOf(path: string): string {
  return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
}

function isCurrent(root: string, out: string, entries: string[]): boolean {
  const manifest = readManifest(out);
  if (!manifest || !existsSync(join(out, "client", manifest.runtime.file))) return false;
  return entries.join() === manifest.entries.join() &&
    Object.entries(manifest.inputs).every(([name, hash]) => hashOf(join(root, name)) === hash);
}

interface BundleOptions {
  root: string;
  outDir: string;
  entries: string[];
  /** Gets the path of every source file of ours that was read. */
  sources: Set<string>;
}

async function bundle({ root, outDir, entries, sources }: BundleOptions): Promise<Rollup.OutputChunk[]> {
  const vite = await import("vite"); // here, because it takes longer to load than to find that nothing changed
  const say = (message: string) => console.error(message);
  const logger = { ...vite.createLogger("warn"), info() {}, warn: say, warnOnce: say, error: say };
  const { plugin: planning, manualChunks } = planChunks();
  const [plan, result] = await vite.build({
    root,
    configFile: false,
    envFile: false,
    publicDir: false,
    base: "./",
    customLogger: logger,
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    resolve: { alias: [{ find: /^fresh\/runtime$/, replacement: own("runtime.ts") }] },
    plugins: [recordSources(sources), resolveFromHere(), importPlainly(), planning],
    worker: { format: "es", plugins: () => [recordSources(sources), resolveFromHere()] },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: Object.fromEntries([
          ["runtime", runtimeSource],
          ["partials", partialsSource],
          ...entries.map((name) => [inputName(name), join(root, name)]),
        ]),
        preserveEntrySignatures: "exports-only",
        // The first tells what each page loads, the second joins it.
        output: [{}, { manualChunks, onlyExplicitManualChunks: true }].map((output) => ({
          ...output,
          entryFileNames: "assets/[name]-[hash].js",
        })),
      },
    },
  }) as Rollup.RollupOutput[];
  const chunks = result.output.filter((output) => output.type === "chunk");
  for (const chunk of chunks) if (isFromTheStart(chunk)) await makeSmaller(chunk);
  // Workers are bundled with the first.
  const assets = plan.output.filter(({ type }) => type === "asset");
  for (const file of [...assets, ...result.output]) writeInto(outDir, file);
  return chunks;
}

const inputName = (source: string) => source.replace(/\.\w+$/, "").replace(/[^\w-]+/g, "-");

function recordSources(sources: Set<string>): Plugin {
  return {
    name: "record-sources",
    moduleParsed({ id }) {
      const path = id.replace(/\?.*$/, "");
      if (!path.startsWith("\0") && !path.includes("/node_modules/")) sources.add(path);
    },
  };
}

const isFromTheStart = ({ isEntry, name }: Rollup.OutputChunk) => isEntry || name.startsWith(SHARED);

/** What a page waits for: terser takes another 3 % off what esbuild has made, and more time than the rest is worth. */
async function makeSmaller(chunk: Rollup.OutputChunk): Promise<void> {
  const { minify } = await import("terser");
  chunk.code = (await minify(chunk.code, { module: true, ecma: 2020 })).code!;
}

function planChunks(): { plugin: Plugin; manualChunks: (id: string) => string | undefined } {
  let names: Map<string, string> | null = null;
  return {
    plugin: {
      name: "plan-chunks",
      enforce: "pre",
      renderChunk: () => names ? null : { code: "", map: null },
      generateBundle(_, bundle) {
        const chunks = Object.entries(bundle).filter((entry): entry is [string, Rollup.OutputChunk] =>
          entry[1].type === "chunk"
        );
        names ??= joinChunks(new Map<string, PlannedChunk>(chunks), runtimeSource);
      },
    },
    manualChunks: (id) => names?.get(id),
  };
}

function writeInto(outDir: string, file: Rollup.OutputChunk | Rollup.OutputAsset): void {
  const path = join(outDir, file.fileName);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.type === "chunk" ? file.code : file.source);
}

/** Packages are those of the project that this file belongs to, wherever the importing module lies. */
function resolveFromHere(): Plugin {
  return {
    name: "resolve-from-here",
    enforce: "pre",
    resolveId(id, importer, options) {
      const isPackage = /^(@[\w.-]+\/)?[a-z][\w.-]*(\/|$)/i.test(id) && !id.startsWith("node:");
      if (!isPackage || !importer || importer.includes("/node_modules/")) return null;
      return this.resolve(id, runtimeSource, { ...options, skipSelf: true });
    },
  };
}

/** Styles are the page's: a chunk that is fetched later has none to wait for, and needs no code that would. */
function importPlainly(): Plugin {
  return {
    name: "import-plainly",
    enforce: "pre",
    load: (id) => id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : null,
  };
}

function describe(
  { root, entries, chunks, sources }: {
    root: string;
    entries: string[];
    chunks: Rollup.OutputChunk[];
    sources: Set<string>;
  },
): Manifest {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const chunkOf = (path: string) => chunks.find((chunk) => chunk.facadeModuleId === path)!;
  const client = entries.includes("client.ts") ? chunkOf(join(root, "client.ts")) : null;
  const withImports = (chunk: Rollup.OutputChunk): Chunk => ({
    file: chunk.fileName,
    imports: [...importsOf(chunk, byFile)],
  });
  const islands = entries.filter((name) => name !== "client.ts");
  const isEmpty = client?.code.replace(/\/\*.*?\*\//gs, "").trim() === "";
  return {
    version: manifestVersion,
    entries,
    inputs: Object.fromEntries([...sources].sort().map((path) => [relative(root, path), hashOf(path)])),
    runtime: withImports(chunkOf(runtimeSource)),
    partials: withImports(chunkOf(partialsSource)),
    client: client && !isEmpty ? client.fileName : null,
    styles: client ? [...client.viteMetadata?.importedCss ?? []] : [],
    islands: Object.fromEntries(islands.map((name) => [name, withImports(chunkOf(join(root, name)))])),
  };
}

function importsOf(
  chunk: Rollup.OutputChunk,
  byFile: Map<string, Rollup.OutputChunk>,
  found = new Set<string>(),
): Set<string> {
  for (const file of chunk.imports) {
    const next = byFile.get(file);
    if (!next || found.has(file)) continue;
    found.add(file);
    importsOf(next, byFile, found);
  }
  return found;
}

if (import.meta.main) {
  await build({ root: Deno.args[0] ?? "." });
  Deno.exit(0); // the bundler leaves its compiler process running
}
