/**
 * One Chromium for all tests of a file, each with a profile of its own: `await using browser = await sharedBrowser()`.
 * @module
 */
import type { Browser } from "playwright-core";
import { type BrowserOptions, launchChromium, TestBrowser } from "./browser.ts";

/** By their flags. */
const launched = new Map<string, Promise<Browser>>();

Deno.test.afterAll(async () => {
  for (const browser of launched.values()) await (await browser).close();
});

export async function sharedBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  const args = options.args ?? [], key = args.join(" ");
  const browser = launched.get(key) ?? launchChromium(args);
  launched.set(key, browser);
  return await TestBrowser.over(await browser, options);
}
