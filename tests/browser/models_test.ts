/** The page of models in a real browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { testingModel } from "../../jobs/testing.ts";
import { assertAccessible } from "./accessibility.ts";
import { openPages } from "./pages.ts";

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
});

Deno.test("evaluation figures are named in words with their units, the rest is folded", async () => {
  await using moodline = await openPages({ bare: true });
  const { browser, origin, server } = moodline;
  const evaluation = {
    ...{ nllNats: 4.1138, floorNllNats: 4.3182, emd: 0.2649, rValence: null },
    calibration: { slope: 0.98 },
  };
  const bytes = testingModel("measured", 0, { card: { licence: "MIT", evaluation } });
  const form = new FormData();
  form.append("file", new File([bytes], "measured.safetensors"));
  await server.json("/api/models", { method: "POST", body: form, status: 201 });
  const page = await browser.open(`${origin}/models`);
  const rows = await page.locator(".model-columns section .facts > div").allInnerTexts();
  assert.deepEqual(rows.map((row) => row.replace(/\s+/g, " ")), [
    "Surprise at a rating (NLL) 4.114 nats",
    "Surprise of the training mean alone 4.318 nats",
    "Earth mover's distance to the ratings 0.2649 A–V units",
    "Correlation over pieces, valence –",
    "Calibration: slope 0.98",
  ]);
  await page.getByText("0.20 nats a rating better than the training mean alone.").waitFor();
  await page.getByRole("heading", { name: "Evaluation", exact: true }).waitFor();
  assert.equal(await page.getByText("512").first().isVisible(), false);
  await page.getByText("All particulars").click();
  await page.locator("dt:text-is('frames: hop samples') + dd:text-is('512')").waitFor();
});

Deno.test("a retrained model shows its parent's evaluation as just that", async () => {
  await using moodline = await openPages({ bare: true });
  const { browser, origin, server } = moodline;
  const parent = { id: "measured", sha256: "0".repeat(64), evaluation: { nllNats: 4.1 } };
  const bytes = testingModel("measured.r1", 0, { card: { parent, corrections: { moves: 3, tracks: 2 } } });
  const form = new FormData();
  form.append("file", new File([bytes], "measured.r1.safetensors"));
  await server.json("/api/models", { method: "POST", body: form, status: 201 });
  const page = await browser.open(`${origin}/models`);
  await page.getByRole("heading", { name: "Evaluation before the corrections" }).waitFor();
  await page.getByText("4.1 nats").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Evaluation", exact: true }).count(), 0);
});

Deno.test("a file that is no model is refused with the reason", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline;
  browser.expectErrors(/400 \(Bad Request\).*\/api\/models/);
  const page = await browser.open(`${origin}/models`);
  const path = join(await Deno.makeTempDir(), "notes.safetensors");
  await Deno.writeTextFile(path, "these are notes");
  await page.getByLabel("Upload model").and(page.locator("input")).setInputFiles(path);
  assert.match(await page.getByRole("alert").textContent() ?? "", /^Cannot read .*model/);
  assert.equal(await page.locator("article").count(), 1);
});
