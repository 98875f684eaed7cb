/**
 * Composition root: joins pages, store, jobs and workers. It has effects only when it is run.
 * @module
 */
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configure, dispose, getJsonLinesFormatter, getStreamSink } from "@logtape/logtape";
import { App, HttpError, staticFiles } from "fresh";
import { type CliServices, runCli, type ServeOptions } from "./cli/main.ts";
import settings from "./deno.json" with { type: "json" };
import type { Compute } from "./jobs/compute.ts";
import { importDefaultModel, importDemo } from "./jobs/first_start.ts";
import { openWorkspace, type Workspace } from "./jobs/workspace.ts";
import type { State } from "./utils.ts";
import { selectKernels } from "./kernels/select.ts";
import { openCompute } from "./workers/compute.ts";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;
const MAX_UPLOAD_FILES = 1000;
/** More at once would gain little and cost a few hundred MB each when the files are long. */
const MAX_DEFAULT_JOBS = 4;
const STOP_SIGNALS: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
/** How long open answers may take when the server stops. */
const SHUTDOWN_MS = 5000;

const asset = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DEFAULT_MODEL = asset("./data/default.safetensors");
const DEMO = asset("./data/demo");

/** The web app over whatever `state` gives; tests make their own. */
export function createApp(state: () => State): App<State> {
  return new App<State>()
    .use(async (ctx) => {
      Object.assign(ctx.state, state());
      const answer = await ctx.next();
      answer.headers.set("x-content-type-options", "nosniff");
      return answer;
    })
    .use(staticFiles())
    .fsRoutes();
}

let opened: State | null = null;

export const app = createApp(() => {
  if (!opened) throw new HttpError(503, "Cannot answer: the server is starting");
  return opened;
});

export interface ServeParts {
  compute: Compute;
  /** Model file and folder of clips that a new data directory begins with; left out when missing. */
  modelPath?: string;
  demoDirectory?: string;
}

/**
 * Serves until the process is told to stop (SIGINT, SIGTERM; a second time ends it at once).
 * @returns the exit code
 */
export async function serve(options: ServeOptions, parts: ServeParts): Promise<number> {
  const { dataDirectory = defaultDataDirectory(), role = "all" } = options;
  const workspace = await openWorkspace({
    dataDir: dataDirectory,
    compute: parts.compute,
    pcmBytes: options.pcmBytes,
    concurrency: role === "web" ? 0 : options.jobs ?? Math.min(MAX_DEFAULT_JOBS, availableParallelism()),
  });
  await startLog(join(dataDirectory, "moodline.log"));
  const stop = new AbortController();
  const onSignal = () => stop.signal.aborted ? Deno.exit(1) : stop.abort();
  for (const signal of STOP_SIGNALS) Deno.addSignalListener(signal, onSignal);
  try {
    await importDefaultModel(workspace, parts.modelPath ?? DEFAULT_MODEL);
    await importDemo(workspace, parts.demoDirectory ?? DEMO);
    if (role === "worker") {
      console.error(`Moodline works on the jobs of ${dataDirectory}, without pages. Ctrl+C stops it.`);
    }
    const server = role === "worker" ? null : startServer(workspace, { ...options, dataDirectory });
    await aborted(stop.signal);
    const closed = workspace.close(); // ends the event streams, so that the server can shut down
    await Promise.race([server?.shutdown(), new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS))]);
    await closed;
    return 0;
  } finally {
    opened = null;
    for (const signal of STOP_SIGNALS) Deno.removeSignalListener(signal, onSignal);
    await workspace.close();
    await dispose();
  }
}

function startServer(
  workspace: Workspace,
  { host = "127.0.0.1", port = 8000, allowedHosts = [], dataDirectory }: ServeOptions & { dataDirectory: string },
): Deno.HttpServer {
  opened = {
    workspace,
    settings: {
      allowedHosts: [...LOOPBACK_NAMES, hostName(host), ...allowedHosts],
      uploadLimits: { bytesPerFile: MAX_UPLOAD_BYTES, files: MAX_UPLOAD_FILES },
      version: settings.version,
    },
  };
  return listen({ hostname: host, port, onListen: (address) => greet(address, dataDirectory) });
}

/** Why the system may refuse to listen. */
const LISTEN_REASONS: [kind: new (message?: string) => Error, reason: string][] = [
  [Deno.errors.AddrInUse, "the port must be free (does Moodline run already? --port N takes another)"],
  [Deno.errors.AddrNotAvailable, "the host must be an address of this machine (--host ADDRESS)"],
  [Deno.errors.PermissionDenied, "the port must be one that you may use (--port N takes another, e.g. 8000)"],
];

function listen(
  options: { hostname: string; port: number; onListen: (address: Deno.NetAddr) => void },
): Deno.HttpServer {
  const handler = app.handler();
  try {
    return Deno.serve(options, handler);
  } catch (cause) {
    const reason = LISTEN_REASONS.find(([kind]) => cause instanceof kind)?.[1] ?? (cause as Error).message;
    throw new Error(`Cannot listen on ${options.hostname}:${options.port}: ${reason}`, { cause });
  }
}

/** On stderr: stdout is for results. */
function greet({ hostname, port }: Deno.NetAddr, dataDirectory: string): void {
  const local = LOOPBACK_NAMES.includes(hostName(hostname));
  console.error([
    `Moodline is at http://${hostName(hostname)}:${port}/`,
    `  everything is kept in ${dataDirectory} (--data DIR)`,
    local
      ? "  only this machine can reach it; --host 0.0.0.0 --allow-host NAME lets others in by that name"
      : "  others can reach it, and whoever can may do everything",
    "  Ctrl+C stops it",
  ].join("\n"));
}

const hostName = (host: string) => host.includes(":") ? `[${host}]` : host.toLowerCase();

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve()));
}

/** Where the system keeps a user's data; never the checkout. */
export function defaultDataDirectory(): string {
  const { os } = Deno.build, env = (name: string) => Deno.env.get(name) || undefined;
  if (os === "windows") return join(env("LOCALAPPDATA") ?? join(homedir(), "AppData", "Local"), "Moodline");
  if (os === "darwin") return join(homedir(), "Library", "Application Support", "Moodline");
  return join(env("XDG_DATA_HOME") ?? join(homedir(), ".local", "share"), "moodline");
}

/** Where the system keeps what can be made again. */
export function defaultCacheFolder(): string {
  const { os } = Deno.build, env = (name: string) => Deno.env.get(name) || undefined;
  if (os === "windows") return join(env("LOCALAPPDATA") ?? join(homedir(), "AppData", "Local"), "Moodline", "Cache");
  if (os === "darwin") return join(homedir(), "Library", "Caches", "Moodline");
  return join(env("XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "moodline");
}

/** Errors with their stack traces go to a file: users see one line, the log has all of it. */
async function startLog(path: string): Promise<void> {
  const file = await Deno.open(path, { append: true, create: true });
  await configure({
    sinks: { file: getStreamSink(file.writable, { formatter: getJsonLinesFormatter() }) },
    loggers: [
      { category: "moodline", sinks: ["file"], lowestLevel: "info" },
      { category: ["logtape", "meta"], sinks: ["file"], lowestLevel: "error" },
    ],
    reset: true,
  });
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}

async function main(): Promise<number> {
  const opened: Compute[] = [];
  const open: CliServices["openCompute"] = ({ kernels, cacheFolder = defaultCacheFolder() }) => {
    const compute = openCompute({ kernels, cacheFolder: cacheFolder ?? undefined });
    opened.push(compute);
    return compute;
  };
  const services: CliServices = {
    openCompute: open,
    openKernels: selectKernels,
    serve: (options) => {
      const { decoder, cacheFolder } = options;
      return serve(options, { compute: open({ decoder, cacheFolder }) });
    },
    stdout: (text) => writeAll(Deno.stdout, text),
    stderr: (text) => writeAll(Deno.stderr, text),
    cwd: Deno.env.get("INIT_CWD") ?? Deno.cwd(),
    isTerminal: Deno.stderr.isTerminal(),
    defaultModelPath: DEFAULT_MODEL,
    version: settings.version,
  };
  try {
    return await runCli(Deno.args, services);
  } finally {
    for (const compute of opened) compute.close();
  }
}

if (import.meta.main) Deno.exit(await main());
