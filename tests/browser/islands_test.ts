/** Islands of the contract application in a real browser: built, served under a strict policy, brought to life. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { app } from "../fresh_contract/strict.ts";
import { openBrowser } from "./browser.ts";

const root = fileURLToPath(new URL("../fresh_contract", import.meta.url));

async function buildClient(): Promise<void> {
  const script = fileURLToPath(new URL("../../web/build.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", script, root] })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
  assert.equal(stdout.length, 0, "the build prints to stderr only");
}

async function serve(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const abort = new AbortController();
  const address = Promise.withResolvers<Deno.NetAddr>();
  const done = app.listen({ port: 0, signal: abort.signal, onListen: address.resolve });
  const { hostname, port } = await address.promise;
  return { origin: `http://${hostname}:${port}`, stop: () => (abort.abort(), done) };
}

/** Runs in the page, before anything else there. */
function recordRemovedElements(): void {
  const removed: string[] = [];
  Object.assign(globalThis, { removed });
  new MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.removedNodes])) {
      if (node instanceof Element) removed.push(node.outerHTML);
    }
  }).observe(document, { childList: true, subtree: true });
}

Deno.test("islands come to life with the props the server gave them", async () => {
  await buildClient();
  const { origin, stop } = await serve();
  try {
    await using browser = await openBrowser();
    await browser.context.addInitScript(recordRemovedElements);
    const page = await browser.open(`${origin}/isl`);
    const output = page.locator("#o");
    await output.filter({ hasText: "|" }).waitFor();
    assert.equal(
      await output.textContent(),
      "0|http://x/y|10|Infinity|true|true|1|2|g|true|4|true",
      "date, URL, bigint, infinity, undefined, set, map, bytes, pattern, shared signal, computed, in a browser",
    );
    assert.equal(await page.locator("#inner").textContent(), "inner 2");
    await page.locator("#b").click();
    assert.equal(await page.locator("#b").textContent(), "s=3");
    assert.equal(await page.locator("#inner").textContent(), "inner 3", "the island in the slot shares the signal");
    assert.equal(await page.locator("#jsx").textContent(), "j");
    assert.deepEqual(await page.evaluate("removed"), [], "hydration takes over the server's elements");
    assert.deepEqual(browser.errors, []);
    await browser.screenshot(page, "fresh-contract-islands");
  } finally {
    await stop();
  }
});

Deno.test("a link under f-client-nav exchanges the region and keeps the page", async () => {
  await buildClient();
  const { origin, stop } = await serve();
  try {
    await using browser = await openBrowser();
    const page = await browser.open(`${origin}/part`);
    await page.evaluate("globalThis.kept = true");
    await page.locator("#go").click();
    await page.locator("#pv").filter({ hasText: "n=2" }).waitFor();
    assert.equal(await page.locator("#pv").textContent(), "n=2 partial=true");
    assert.equal(page.url(), `${origin}/part?n=2`);
    await page.goBack();
    await page.locator("#pv").filter({ hasText: "n=1" }).waitFor();
    assert.equal(await page.evaluate("kept"), true, "no page was loaded");
    assert.deepEqual(browser.errors, []);
  } finally {
    await stop();
  }
});
