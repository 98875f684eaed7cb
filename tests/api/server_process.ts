/**
 * The whole server as a process of its own, which can be killed: `await using server = await startServer(dataDir)`.
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./serve_testing.ts", import.meta.url));

export interface ServerProcess extends AsyncDisposable {
  url: string;
  process: Deno.ChildProcess;
  get<T>(path: string): Promise<T>;
  /** By SIGKILL: it has no time to put anything in order. */
  kill(): Promise<void>;
}

/** Starts it and waits until it says where it is: on a free port, unless told which. */
export async function startServer(dataDir: string, { port = 0, analysisMs = 0 } = {}): Promise<ServerProcess> {
  const args = ["run", "-A", script, String(port), dataDir, String(analysisMs)];
  const process = new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "piped" }).spawn();
  const lines = process.stderr.pipeThrough(new TextDecoderStream());
  let said = "";
  for await (const text of lines.values({ preventCancel: true })) {
    said += text;
    if (said.includes("Ctrl+C")) break;
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
  assert.ok(url, `the server did not start: ${said}`);
  async function kill(): Promise<void> {
    try {
      process.kill("SIGKILL");
    } catch {
      // it has ended
    }
    await process.status;
  }
  return {
    url,
    process,
    get: async (path) => await (await fetch(url + path)).json(),
    kill,
    async [Symbol.asyncDispose]() {
      await lines.cancel().catch(() => {});
      await kill();
    },
  };
}
