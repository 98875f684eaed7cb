/** The page of what a model's units hear, in a real browser, with the default model. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { addModelFile } from "../../jobs/add_model.ts";
import { assertAccessible } from "./accessibility.ts";
import { openPages } from "./pages.ts";

/** The figures are computed by slow kernels, and the machine may have more to do. */
const DRAWING_MS = 180_000;

Deno.test("a model's card leads to its units: figures in sight, readable to axe, no script", async () => {
  await using moodline = await openPages({ bare: true });
  const { browser, origin, server: { workspace } } = moodline;
  const bytes = await Deno.readFile(fileURLToPath(new URL("../../data/default.safetensors", import.meta.url)));
  await addModelFile(workspace, workspace.scope, { bytes, parentId: null });
  const page = await browser.open(`${origin}/models`);
  await page.getByRole("link", { name: "What its units hear: default-1" }).click({ timeout: DRAWING_MS });
  await page.getByRole("heading", { name: "What the hidden units of default-1 hear" }).waitFor({ timeout: DRAWING_MS });
  const figures = page.getByRole("img", { name: /^What layer \d, unit \d+ of default-1 hears$/ });
  assert.equal(await figures.count(), 12);
  const { width, height } = (await figures.first().boundingBox())!;
  assert.ok(width > 600 && height > 120, `${width}×${height}`);
  assert.equal(await page.locator("script[src]").count(), 0);
  await assertAccessible(page);
  await browser.screenshot(page, "units");
  await page.setViewportSize({ width: 420, height: 800 });
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide for a phone`);
});
