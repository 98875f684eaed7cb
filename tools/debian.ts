/**
 * What the tests need of the system, installed from Debian's packages where it is missing.
 * @module
 */
import { existsSync } from "node:fs";
import { hasOpenBlas } from "../kernels/openblas.ts";

const CHROMIUM = "/usr/bin/chromium";

/**
 * Chromium, for the browser tests.
 * @returns the path of the program.
 * @throws {Error} where there is no apt-get, or it may not be used, or it fails.
 */
export async function ensureChromium(): Promise<string> {
  if (existsSync(CHROMIUM)) return CHROMIUM;
  if (!isDebian()) {
    throw new Error(`Cannot install Chromium: this is no Debian system; install it so that ${CHROMIUM} exists`);
  }
  if (Deno.uid() !== 0) {
    throw new Error(`Cannot install Chromium: only root may; run "apt-get install chromium" as root`);
  }
  console.error("Installing Debian's package chromium for the browser tests");
  await install("chromium");
  if (!existsSync(CHROMIUM)) throw new Error(`Cannot install Chromium: apt-get succeeded, but there is no ${CHROMIUM}`);
  return CHROMIUM;
}

/** OpenBLAS, whose kernels are left out of the conformance suite where it can not be had. */
export async function offerOpenBlas(): Promise<void> {
  if (hasOpenBlas() || !isDebian() || Deno.uid() !== 0) return;
  console.error("Installing Debian's package libopenblas0 for the tests of the kernels");
  await install("libopenblas0").catch(({ message }) => console.error(message));
}

function isDebian(): boolean {
  return existsSync("/usr/bin/apt-get");
}

async function install(name: string): Promise<void> {
  await aptGet(name, "update");
  await aptGet(name, "install", "--yes", "--no-install-recommends", name);
}

async function aptGet(name: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("apt-get", {
    args: ["-q", ...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lastLines = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" / ");
  throw new Error(`Cannot install ${name}: apt-get ${args[0]} failed: ${lastLines}`);
}
