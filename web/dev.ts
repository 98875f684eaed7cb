/**
 * For development: builds, runs the server, and does both again when a source changes.
 * `deno run -A web/dev.ts main.ts serve …`
 * @module
 */
import { build } from "./build.ts";

const root = Deno.cwd();
const ignored = /(^|\/)(\.[^/]+|node_modules|dist|artifacts|data|tests)(\/|$)/;

async function startServer(): Promise<Deno.ChildProcess> {
  await build({ root }).catch((error) => console.error(error)); // the next change may mend it
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...Deno.args],
    env: { MODE: "development" },
    stdin: "null",
  }).spawn();
}

async function stop(server: Deno.ChildProcess): Promise<void> {
  try {
    server.kill("SIGTERM");
  } catch {
    // it has ended by itself
  }
  await server.status;
}

let server = await startServer();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => void stop(server).then(() => Deno.exit(0)));
}
let pending: ReturnType<typeof setTimeout> | undefined;
let restart: Promise<unknown> = Promise.resolve();
for await (const { kind, paths } of Deno.watchFs(root)) {
  if (kind === "access" || paths.every((path) => ignored.test(path.slice(root.length + 1)))) continue;
  clearTimeout(pending);
  pending = setTimeout(() => {
    restart = restart.then(() => stop(server)).then(async () => server = await startServer());
  }, 100);
}
