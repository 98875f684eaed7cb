/** The list of tracks in a real browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { testingModel } from "../../jobs/testing.ts";
import type { ModelView } from "../../protocol/api.ts";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, tone } from "./pages.ts";

Deno.test("files and folders are uploaded and analysed while the list follows", async () => {
  await using moodline = await openPages({ analysisMs: 300 });
  const { browser, origin } = moodline;
  const page = await browser.open(`${origin}/`);
  await page.getByRole("heading", { name: "Drop music here" }).waitFor();
  await page.getByText("Connected").waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "tracks-empty");

  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "Album"));
  for (const [name, seconds] of [["10 end.wav", 7.5], ["2 begin.wav", 7]] as const) {
    await Deno.writeFile(join(folder, "Album", name), tone(seconds));
  }
  await Deno.writeTextFile(join(folder, "Album", "cover.txt"), "not audio");
  await Deno.writeFile(join(folder, "empty.wav"), new Uint8Array());
  await page.getByLabel("Add folder", { exact: true }).and(page.locator("input")).setInputFiles(join(folder, "Album"));
  await page.getByText("Left out 1 file that is not audio.").waitFor();
  await page.locator("progress").first().waitFor();
  await page.locator("tr", { hasText: "2 begin.wav" }).getByText("Ready").waitFor();
  await page.locator("tr", { hasText: "10 end.wav" }).getByText("Ready").waitFor();

  await page.getByLabel("Add files", { exact: true }).and(page.locator("input")).setInputFiles(
    join(folder, "empty.wav"),
  );
  await page.locator("tr", { hasText: "empty.wav" }).getByText("it is empty (0 bytes)").waitFor();
  await page.getByLabel("Sort by").selectOption("name");
  const names = await page.locator(".track-name > a").allTextContents();
  assert.deepEqual(names.map((name) => name.split("/").at(-1)), ["2 begin.wav", "10 end.wav", "empty.wav"]);
  await page.getByLabel("Filter by name").fill("END album");
  assert.deepEqual(await page.locator(".track-name > a").count(), 1);
  await page.getByLabel("Filter by name").fill("");
  await assertAccessible(page);
  await browser.screenshot(page, "tracks");
});

Deno.test("a failure is told once, in its row, and the failed can be looked at alone", async () => {
  await using moodline = await openPages();
  const { browser, origin, server } = moodline;
  await server.upload({ "good.wav": tone(1), "empty.wav": "" });
  await server.settled();
  const page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor(); // before, the page is a picture that hears no click
  await page.getByText("it is empty (0 bytes)").waitFor();
  assert.equal(await page.getByText("it is empty").count(), 1);
  await page.getByLabel("Only the 1 that failed").check();
  await page.getByText("1 of 2 tracks").waitFor();
  assert.deepEqual(await page.locator(".track-name > a").allTextContents(), ["empty.wav"]);
});

Deno.test("what the active model has not analysed is counted, and analysed at a click", async () => {
  await using moodline = await openPages();
  const { browser, origin, server } = moodline;
  await server.upload({ "one.wav": tone(1), "two.wav": tone(2) });
  await server.settled();
  const page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor();
  const form = new FormData();
  form.append("file", new File([testingModel("better", 7)], "better.safetensors"));
  const { id } = await server.json<ModelView>("/api/models", { method: "POST", body: form, status: 201 });
  assert.equal(await page.locator(".note").count(), 0);
  await server.post(`/api/models/${id}/promote`, {});
  await page.getByText("better, the active model, has not analysed 2 tracks yet.").waitFor();
  assert.equal(await page.getByText("by testing-1").count(), 2);
  await assertAccessible(page);
  await page.getByRole("button", { name: "Analyse with better" }).click();
  await page.locator(".note").waitFor({ state: "detached" });
  for (const name of ["one.wav", "two.wav"]) await page.locator("tr", { hasText: name }).getByText("Ready").waitFor();
  assert.equal(await page.getByText("by testing-1").count(), 0);
});

Deno.test("a page that nobody sees hears nothing, and has caught up when it is seen again", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline;
  const hidden = await browser.open(`${origin}/`), seen = await browser.open(`${origin}/`);
  for (const page of [hidden, seen]) await page.getByText("Connected").waitFor();
  const show = (isHidden: boolean) =>
    hidden.evaluate((isHidden) => {
      Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await show(true);
  await addTrack(moodline, "later.wav");
  await seen.locator("tr", { hasText: "later.wav" }).getByText("Ready").waitFor();
  assert.equal(await hidden.getByText("later.wav").count(), 0, "neither in the list nor in the side view");
  await show(false);
  await hidden.locator("tr", { hasText: "later.wav" }).getByText("Ready").waitFor();
});

Deno.test("an answer that was asked for before an event does not undo it", async () => {
  await using moodline = await openPages({ analysisMs: 300 });
  const { browser, origin, server } = moodline;
  const page = await browser.open("about:blank");
  await page.route("**/api/tracks", async (route) => {
    const old = await route.fetch();
    await server.settled();
    await page.waitForTimeout(300); // the event that the track is ready arrives first
    await route.fulfill({ response: old });
  });
  await server.upload({ "song.wav": tone(1) });
  await page.goto(`${origin}/`);
  await page.locator("tr", { hasText: "song.wav" }).getByText("Ready").waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.getByText("Ready").count(), 1);
});

Deno.test("leaving the page while files are on their way up is asked about, afterwards not", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline;
  const page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor();
  let goOn = () => {};
  const held = new Promise<void>((resolve) => goOn = resolve);
  await page.route("**/api/tracks", async (route) => {
    await held;
    await route.continue();
  });
  const path = join(await Deno.makeTempDir(), "song.wav");
  await Deno.writeFile(path, tone(1));
  await page.getByLabel("Add files", { exact: true }).and(page.locator("input")).setInputFiles(path);
  await page.getByText("Keep this page open until all files are uploaded.").waitFor();
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.dismiss();
  });
  await page.getByRole("heading", { name: "Tracks", level: 1 }).click(); // browsers ask only on pages that were used
  await page.getByRole("link", { name: "Live" }).click({ noWaitAfter: true });
  for (let tries = 0; tries < 50 && asked.length === 0; tries++) await page.waitForTimeout(50);
  assert.deepEqual(asked, ["beforeunload"]);
  goOn();
  await page.locator("tr", { hasText: "song.wav" }).getByText("Ready").waitFor();
  await page.getByRole("link", { name: "Live" }).click();
  await page.getByRole("heading", { name: "Listen", exact: true }).waitFor();
  assert.equal(asked.length, 1);
});

Deno.test("files can be dropped anywhere on the page", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline;
  const page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor();
  const transfer = await page.evaluateHandle((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "dropped.wav"));
    return data;
  }, [...tone(1)]);
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.getByText("Drop the files or folders anywhere to add them").waitFor();
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await page.locator("tr", { hasText: "dropped.wav" }).getByText("Ready").waitFor();
});

Deno.test("files can be dropped on a track while the list is closed: it opens and shows them", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, { id } = await addTrack(moodline);
  const page = await browser.open(`${origin}/tracks/${id}`);
  await page.getByText("Connected").waitFor();
  await page.locator(".lanes").waitFor();
  assert.deepEqual(await page.locator(".tab-name").allTextContents(), ["tone.wav"]);
  const transfer = await page.evaluateHandle((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "dropped.wav"));
    return data;
  }, [...tone(1)]);
  await page.dispatchEvent(".lanes", "dragover", { dataTransfer: transfer });
  await page.locator(".drop-veil").waitFor();
  await page.dispatchEvent(".lanes", "drop", { dataTransfer: transfer });
  await page.locator("tr", { hasText: "dropped.wav" }).getByText("Ready").waitFor();
  assert.equal(await page.locator(".drop-veil").count(), 0);
  assert.equal(new URL(page.url()).pathname, "/");
});

Deno.test("a running analysis can be cancelled and begun again", async () => {
  await using moodline = await openPages({ analysisMs: 10_000 });
  const { browser, origin, server } = moodline;
  await server.upload({ "slow.wav": tone(7.5) });
  const page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor();
  await page.getByRole("button", { name: "Jobs view" }).click();
  await page.getByRole("button", { name: "Cancel: Analyse: slow.wav" }).click();
  await page.getByRole("button", { name: "Analyse", exact: true }).click();
  await page.locator("tr", { hasText: "slow.wav" }).getByText("Ready").waitFor({ timeout: 30_000 });
});

Deno.test("a file that the server refuses says why beside its name", async () => {
  await using moodline = await openPages({ uploadLimits: { bytesPerFile: 1000, files: 5 } });
  const { browser, origin } = moodline;
  browser.expectErrors(/413/);
  const page = await browser.open(`${origin}/`);
  const path = join(await Deno.makeTempDir(), "long.wav");
  await Deno.writeFile(path, tone(7.5));
  await page.getByText("Connected").waitFor();
  await page.getByLabel("Add files", { exact: true }).and(page.locator("input")).setInputFiles(path);
  const row = page.locator("li", { hasText: "long.wav" });
  await row.locator(".error").waitFor();
  assert.match(await row.locator(".error").textContent() ?? "", /^Cannot .*1000 bytes/);
});

Deno.test("the list works on a phone", async () => {
  await using moodline = await openPages({ viewport: { width: 360, height: 700 } });
  const { browser, origin, server } = moodline;
  await server.upload({ "a song with a name that is longer than a small screen is wide.wav": tone(7.5) });
  const page = await browser.open(`${origin}/`);
  await page.getByText("Ready").waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
  await browser.screenshot(page, "tracks-narrow");
});

Deno.test("what is not there is said kindly to people and in JSON to programs", async () => {
  await using moodline = await openPages();
  const { browser, origin, server } = moodline;
  browser.expectErrors(/404/);
  for (const path of ["/nothing", "/tracks/00000000-0000-7000-8000-000000000000", "/tracks/nothing"]) {
    const page = await browser.open(`${origin}${path}`);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    await assertAccessible(page);
    assert.equal((await server.fetch(path)).status, 404, path);
  }
  const answer = await server.fetch("/api/nothing");
  assert.equal(answer.status, 404);
  assert.equal((await answer.json()).error.status, 404);
});
