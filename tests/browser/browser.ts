/**
 * A real Chromium: `await using browser = await openBrowser()`. Tests share one, see `shared_browser.ts`.
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
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
  /** Errors in the console and exceptions nobody caught, with the page's path, in order; not those that were asked for. */
  readonly errors: string[] = [];
  /** The profile of the first person. */
  context!: BrowserContext;
  readonly #contexts: BrowserContext[] = [];
  readonly #expected: RegExp[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly options: BrowserOptions,
    private readonly onClose: () => Promise<void>,
  ) {}

  static async over(browser: Browser, options: BrowserOptions, onClose = async () => {}): Promise<TestBrowser> {
    const opened = new TestBrowser(browser, options, onClose);
    opened.context = await opened.anotherPerson();
    return opened;
  }

  /** An empty profile of somebody else, as on another computer. */
  async anotherPerson(): Promise<BrowserContext> {
    const { viewport = { width: 1280, height: 800 }, newcomer = false } = this.options;
    const context = await this.browser.newContext({ viewport });
    this.#contexts.push(context);
    context.setDefaultTimeout(15_000);
    context.on("console", (message) => {
      if (message.type() === "error") this.#complain(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (event) => this.#complain(`exception: ${event.error().message}`));
    if (!newcomer) {
      await context.addInitScript(() => globalThis.origin !== "null" && localStorage.setItem("moodline.toured", "1"));
    }
    return context;
  }

  /**
   * Complaints that a test brings about on purpose: browsers log every answer of 400 and more and every request without an
   * answer, which no page can prevent.
   */
  expectErrors(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  #complain(error: string): void {
    if (!this.#expected.some((pattern) => pattern.test(error))) this.errors.push(error);
  }

  /** A new tab at this URL, loaded; a page of the workbench is alive. */
  async open(url: string, context = this.context): Promise<Page> {
    const page = await context.newPage();
    await page.goto(url);
    const foot = page.locator(".status-bar");
    if (await foot.count() > 0) await foot.locator(".connected, .offline").first().waitFor();
    return page;
  }

  /** Writes `artifacts/NAME.png` and gives its path. */
  async screenshot(page: Page, name: string): Promise<string> {
    mkdirSync(artifacts, { recursive: true });
    const path = join(artifacts, `${name}.png`);
    await page.screenshot({ path });
    return path;
  }

  /** Fails with what pages complained about. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    await this.onClose();
    assert.deepEqual(this.errors, [], "what pages complained about");
  }
}

export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: await ensureChromium(), headless: true, args: [...flags, ...args] });
}

/** One of its own. */
export async function openBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  const browser = await launchChromium(options.args);
  return await TestBrowser.over(browser, options, () => browser.close());
}
