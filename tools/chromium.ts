/**
 * Finds Chromium for the browser tests, and installs Debian's package when it is missing.
 * @module
 */
import { existsSync } from "node:fs";

const path = "/usr/bin/chromium";

/**
 * @returns the path of the program.
 * @throws {Error} where there is no apt-get, or it may not be used, or it fails.
 */
export async function ensureChromium(): Promise<string> {
  if (existsSync(path)) return path;
  if (!existsSync("/usr/bin/apt-get")) {
    throw new Error(`Cannot install Chromium: this is no Debian system; install it so that ${path} exists`);
  }
  if (Deno.uid() !== 0) {
    throw new Error(`Cannot install Chromium: only root may; run "apt-get install chromium" as root`);
  }
  console.error("Installing Debian's package chromium for the browser tests");
  await aptGet("update");
  await aptGet("install", "--yes", "--no-install-recommends", "chromium");
  if (!existsSync(path)) throw new Error(`Cannot install Chromium: apt-get succeeded, but there is no ${path}`);
  return path;
}

async function aptGet(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("apt-get", {
    args: ["-q", ...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lastLines = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" / ");
  throw new Error(`Cannot install Chromium: apt-get ${args[0]} failed: ${lastLines}`);
}

if (import.meta.main) console.log(await ensureChromium());
