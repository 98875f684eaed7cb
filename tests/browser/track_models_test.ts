/** The page of a track and the models that analyse it, in a real browser. */
import assert from "node:assert/strict";
import { testingModel } from "../../jobs/testing.ts";
import type { ModelView } from "../../protocol/api.ts";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, tone } from "./pages.ts";
import { openTrack, ring, savedMessage } from "./track_page.ts";

Deno.test("retraining shows old beside new; promoting and rolling back change the active model", async () => {
  await using moodline = await openPages({ analysisMs: 300 });
  const { browser, server } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  assert.ok(await page.getByRole("button", { name: "Retrain" }).isDisabled(), "nothing to learn from yet");
  await ring(page).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  await page.getByRole("button", { name: "Retrain" }).click();
  await page.getByRole("progressbar", { name: "Retraining" }).waitFor();
  await page.getByRole("button", { name: /^Promote testing-1\.r1/ }).waitFor();
  await page.getByText("is ready. Its timeline is shown against the old one.").waitFor();
  await page.locator(".map").nth(1).waitFor();
  assert.equal(await page.locator(".lane-strip").count(), 4, "two strips of each version");
  await assertAccessible(page);
  await browser.screenshot(page, "track-compare");
  await page.getByRole("button", { name: "View", exact: true }).click();
  const withPrediction = page.getByRole("menuitemcheckbox", { name: "Comparison with the Prediction" });
  assert.equal(await withPrediction.getAttribute("aria-checked"), "false", "it is compared with another version");
  await page.keyboard.press("Escape");

  const activeName = async () =>
    (await server.json<{ models: { name: string; active: boolean }[] }>("/api/models")).models.find((m) => m.active)!
      .name;
  await page.getByRole("button", { name: /^Promote/ }).click();
  await page.getByRole("button", { name: "Roll back to testing-1" }).waitFor();
  assert.match(await activeName(), /^testing-1\.r1/);
  const address = page.url();
  await page.reload();
  await page.getByRole("button", { name: "Roll back to testing-1" }).click();
  await page.getByRole("button", { name: /^Promote testing-1\.r1/ }).waitFor();
  assert.equal(await activeName(), "testing-1");
  assert.match(address, /model=.*compare=/, "what is compared is part of the address");
});

Deno.test("a track that the active model has not analysed says so, and shows its timeline beside the other", async () => {
  await using moodline = await openPages({ analysisMs: 300 });
  const { server } = moodline, track = await addTrack(moodline);
  const form = new FormData();
  form.append("file", new File([testingModel("better", 7)], "better.safetensors"));
  const { id } = await server.json<ModelView>("/api/models", { method: "POST", body: form, status: 201 });
  const page = await openTrack(moodline, track);
  assert.equal(await page.locator(".note").count(), 0, "the model that analysed it is the active one");
  await server.post(`/api/models/${id}/promote`, {});
  await page.getByText("better, the active model, has not analysed this track yet.").waitFor();
  await page.getByRole("button", { name: "Analyse with better" }).click();
  await page.locator(".note progress").waitFor();
  await page.locator(".map").nth(1).waitFor();
  assert.deepEqual(await page.locator(".map figcaption").allTextContents(), ["better", "testing-1"]);
  assert.equal(await page.locator(".note").count(), 0);
});

Deno.test("a track without a timeline says what happens, then shows it", async () => {
  const { promise: until, resolve: goOn } = Promise.withResolvers<void>();
  await using moodline = await openPages({ until });
  const { browser, origin, server } = moodline;
  const [{ track }] = await server.upload({ "slow.wav": tone(7.5) });
  const page = await browser.open(`${origin}/tracks/${track.id}`);
  await page.getByText("It is being analysed.").waitFor();
  await assertAccessible(page);
  goOn();
  await page.locator(".lanes").waitFor();
});
