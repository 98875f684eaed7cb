/** The page of models in a real browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { testingModel } from "../../jobs/testing.ts";
import { assertAccessible, openPages } from "./pages.ts";

Deno.test("a model is uploaded, promoted, and its card read", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline;
  const page = await browser.open(`${origin}/models`);
  const cards = page.locator("article");
  assert.equal(await cards.count(), 1);
  assert.equal(await cards.getByText("Active").count(), 1);

  const path = join(await Deno.makeTempDir(), "better.safetensors");
  await Deno.writeFile(path, testingModel("better", 7));
  await page.getByLabel("Upload model").and(page.locator("input")).setInputFiles(path);
  const better = page.getByRole("article", { name: "better" });
  await better.waitFor();
  assert.equal(await better.locator("dt:text-is('seed') + dd").textContent(), "7");
  await better.getByText("The whole card as JSON").click();
  assert.match(await better.locator("pre").textContent() ?? "", /"recipe": "testing"/);
  await better.getByRole("button", { name: "Promote better" }).click();
  await better.getByText("Active").waitFor();
  assert.equal(await page.getByText("Active", { exact: true }).count(), 1);
  await assertAccessible(page);
  await browser.screenshot(page, "models");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    better.getByRole("link", { name: "Download better" }).click(),
  ]);
  assert.deepEqual(await Deno.readFile(await download.path()), testingModel("better", 7));
  assert.deepEqual(browser.errors, []);
});

Deno.test("a file that is no model is refused with the reason", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline;
  const page = await browser.open(`${origin}/models`);
  const path = join(await Deno.makeTempDir(), "notes.safetensors");
  await Deno.writeTextFile(path, "these are notes");
  await page.getByLabel("Upload model").and(page.locator("input")).setInputFiles(path);
  assert.match(await page.getByRole("alert").textContent() ?? "", /^Cannot read .*model/);
  assert.equal(await page.locator("article").count(), 1);
});
