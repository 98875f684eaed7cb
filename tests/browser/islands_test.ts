/** Islands of the contract application in a real browser: built, served under a strict policy, brought to life. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { App } from "fresh";
import { app as contract } from "../fresh_contract/strict.ts";
import type { State } from "../fresh_contract/utils.ts";
import { app as slots } from "./islands_app/main.ts";
import { sharedBrowser } from "./shared_browser.ts";

async function buildClient(folder: string): Promise<void> {
  const root = fileURLToPath(new URL(folder, import.meta.url));
  const script = fileURLToPath(new URL("../../web/build.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", script, root] })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
  assert.equal(stdout.length, 0, "the build prints to stderr only");
}

async function serve(app: Pick<App<State>, "listen">): Promise<{ origin: string; stop: () => Promise<void> }> {
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
  await buildClient("../fresh_contract");
  const { origin, stop } = await serve(contract);
  try {
    await using browser = await sharedBrowser();
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
    await browser.screenshot(page, "fresh-contract-islands");
  } finally {
    await stop();
  }
});

Deno.test("a link under f-client-nav exchanges the region and keeps the page", async () => {
  await buildClient("../fresh_contract");
  const { origin, stop } = await serve(contract);
  try {
    await using browser = await sharedBrowser();
    const page = await browser.open(`${origin}/part`);
    await page.evaluate("globalThis.kept = true");
    await page.locator("#go").click();
    await page.locator("#pv").filter({ hasText: "n=2" }).waitFor();
    assert.equal(await page.locator("#pv").textContent(), "n=2 partial=true");
    assert.equal(page.url(), `${origin}/part?n=2`);
    await page.goBack();
    await page.locator("#pv").filter({ hasText: "n=1" }).waitFor();
    assert.equal(await page.evaluate("kept"), true, "no page was loaded");
  } finally {
    await stop();
  }
});

Deno.test("JSX that an island shows later comes with its islands, attributes and namespaces", async () => {
  await buildClient("islands_app");
  const { origin, stop } = await serve(slots);
  try {
    await using browser = await sharedBrowser();
    const page = await browser.open(`${origin}/`);
    await page.waitForFunction("document.title === 'outer is shut'");
    await page.locator("#outer > button").click();
    await page.waitForFunction("document.title === 'inner is shut'");
    await page.locator("#inner > button").click();
    await page.waitForFunction("document.title === 'inner is open'");
    assert.equal(await page.locator("meta[name=state]").count(), 1, "one element, changed");
    assert.equal(await page.locator("meta[name=state]").getAttribute("content"), "open");
    await page.locator("#count").click();
    assert.equal(await page.locator("#count").textContent(), "8", "an island within");
    assert.equal(await page.locator("p.x").textContent(), "a & b <c>");
    assert.equal(await page.locator("p.x").evaluate((element) => getComputedStyle(element).color), "rgb(255, 0, 0)");
    assert.equal(
      await page.evaluate(
        "[field.value, field.disabled, field.checked, gradient.namespaceURI, gradient.localName].join()",
      ),
      "typed,true,true,http://www.w3.org/2000/svg,linearGradient",
    );
    const [seen, hydrated] = await page.locator("img").evaluateAll((images) =>
      images.map((image) => image.getAttribute("src"))
    );
    assert.match(seen!, /^\/a\.svg\?__frsh_c=[0-9a-f]{64}$/);
    assert.equal(hydrated, seen, "the browser adds the same id to the URLs of files");
  } finally {
    await stop();
  }
});
