/**
 * A real Chromium for tests: `await using browser = await openBrowser()`.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { ensureChromium } from "../../tools/debian.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const artifacts = fileURLToPath(new URL("../../artifacts/", import.meta.url));

export interface BrowserOptions {
  viewport?: { width: number; height: number };
  /** More flags of Chromium, e.g. `--autoplay-policy=no-user-gesture-required`. */
  args?: string[];
  /** Whether it is the first time: then a track begins with the tour. */
  newcomer?: boolean;
}

/** A browser with an empty profile, which remembers what its pages complained about. */
export class TestBrowser implements AsyncDisposable {
  /** Errors in the console and exceptions nobody caught, with the page's path, in order. */
  readonly errors: string[] = [];

  constructor(readonly context: BrowserContext, private readonly profile: string) {
    context.setDefaultTimeout(15_000);
    context.on("console", (message) => {
      if (message.type() === "error") this.errors.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (event) => this.errors.push(`exception: ${event.error().message}`));
  }

  /** A new tab at this URL, loaded. */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  /** Writes `artifacts/NAME.png` and gives its path. */
  async screenshot(page: Page, name: string): Promise<string> {
    mkdirSync(artifacts, { recursive: true });
    const path = join(artifacts, `${name}.png`);
    await page.screenshot({ path });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

export async function openBrowser(
  { viewport = { width: 1280, height: 800 }, args = [], newcomer = false }: BrowserOptions = {},
): Promise<TestBrowser> {
  const executablePath = await ensureChromium();
  const profile = mkdtempSync(join(tmpdir(), "moodline-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport,
    args: [...flags, ...args],
  });
  if (!newcomer) {
    await context.addInitScript(() => globalThis.origin !== "null" && localStorage.setItem("moodline.toured", "1"));
  }
  return new TestBrowser(context, profile);
}
