/**
 * Moodline as `main.ts` starts it, with real workers and the default model, on a free port and with a real browser:
 * `await using moodline = await openMoodline()`.
 * @module
 */
import { fileURLToPath } from "node:url";
import { importDefaultModel } from "../../jobs/first_start.ts";
import { openWorkspace } from "../../jobs/workspace.ts";
import { createApp } from "../../main.ts";
import { openCompute } from "../../workers/compute.ts";
import { type BrowserOptions, openBrowser, type TestBrowser } from "./browser.ts";
import { buildPages } from "./build_pages.ts";

/** The path of a file in `data/`. */
export const dataFile = (path: string) => fileURLToPath(new URL(`../../data/${path}`, import.meta.url));

export interface RealMoodline extends AsyncDisposable {
  browser: TestBrowser;
  origin: string;
}

export async function openMoodline(
  { bytesPerFile = 10_000_000, ...options }: BrowserOptions & { bytesPerFile?: number } = {},
): Promise<RealMoodline> {
  await buildPages();
  const compute = openCompute(), dataDir = await Deno.makeTempDir();
  const workspace = await openWorkspace({ dataDir, compute, concurrency: 2 });
  await importDefaultModel(workspace, dataFile("default.safetensors"));
  const settings = { allowedHosts: ["127.0.0.1"], uploadLimits: { bytesPerFile, files: 5 }, version: "0.0.0" };
  const handler = createApp(() => ({ workspace, settings })).handler();
  const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => handler(request));
  const browser = await openBrowser(options);
  return {
    browser,
    origin: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await workspace.close();
      await listener.shutdown();
      compute.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}
