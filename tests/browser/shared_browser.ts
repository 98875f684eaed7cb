/**
 * One Chromium for all tests of a file, each with a profile of its own: `await using browser = await sharedBrowser()`.
 * @module
 */
import type { Browser } from "playwright-core";
import { type BrowserOptions, launchChromium, openBrowser, TestBrowser } from "./browser.ts";

/** Benchmarks use the same pages, and nobody tells them that all is over. */
const isTest = /_test\.tsx?$/.test(Deno.mainModule);

/** By their flags. */
const launched = new Map<string, Promise<Browser>>();

Deno.test.afterAll(async () => {
  for (const browser of launched.values()) await (await browser).close();
});

export async function sharedBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  if (!isTest) return await openBrowser(options);
  const args = options.args ?? [], key = args.join(" ");
  const browser = launched.get(key) ?? launchChromium(args);
  launched.set(key, browser);
  return await TestBrowser.over(await browser, options);
}
