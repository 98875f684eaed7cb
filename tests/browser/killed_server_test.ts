/** The server is killed while somebody edits, and started again: in a real browser, over a real process. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { CorrectionsView, TracksView, UploadView } from "../../protocol/api.ts";
import { startServer } from "../api/server_process.ts";
import { buildPages } from "./build_pages.ts";
import { settledPixels, tone, waitForPixels } from "./pages.ts";
import { sharedBrowser } from "./shared_browser.ts";
import { leaveFocus, mapOf, press, reloadTrack, ring, savedMessage } from "./track_page.ts";

/** Until the page finds that the server is there again: browsers look every few seconds. */
const RECOVERY_MS = 20_000;

async function uploadedTrack(url: string): Promise<string> {
  const form = new FormData();
  form.append("files", new File([tone(7.5)], "tone.wav"));
  const answer = await fetch(`${url}/api/tracks`, { method: "POST", body: form });
  const [{ track: { id } }] = (await answer.json() as UploadView).uploads;
  for (let tries = 0; tries < 200; tries++) {
    const { tracks } = await (await fetch(`${url}/api/tracks`)).json() as TracksView;
    if (tracks[0].timelines.length > 0) return id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail("the track was not analysed within 10 s");
}

/** Makes the edit of this number, and tells what the server is to have of it. */
async function edit(page: Page, n: number): Promise<string> {
  const step = 1 + n % 6, kind = (["accept", "note", "set"] as const)[n % 3];
  await leaveFocus(page);
  await page.keyboard.press("Home");
  await press(page, "ArrowRight", step);
  if (kind === "accept") await page.keyboard.press("a");
  if (kind === "set") {
    await page.keyboard.press(",");
    await page.locator(".draft").getByText("→").waitFor();
    await page.keyboard.press("Enter");
  }
  if (kind === "note") {
    await page.keyboard.press("n");
    await page.getByRole("textbox", { name: "Note at the playhead" }).waitFor();
    await page.keyboard.type(`note ${n}`);
    await page.keyboard.press("Enter");
  }
  return `${kind} ${step}${kind === "note" ? ` note ${n}` : ""}`;
}

Deno.test("the server is killed while one edits, twice: no edit is lost or kept twice, and the page goes on by itself", async () => {
  await buildPages();
  const dataDir = await Deno.makeTempDir(), expected: string[] = [];
  await using browser = await sharedBrowser();
  browser.expectErrors(/net::ERR_/);
  let server = await startServer(dataDir);
  try {
    const { url } = server, port = Number(new URL(url).port), id = await uploadedTrack(url);
    const page = await browser.open(`${url}/tracks/${id}`);
    await page.getByText("Connected").waitFor();
    await page.locator(".lanes").waitFor();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 2; i++) expected.push(await edit(page, expected.length));
      const killed = server.kill();
      for (let i = 0; i < 3; i++) expected.push(await edit(page, expected.length));
      await killed;
      await page.getByText(/corrections? waiting to be sent/).first().waitFor();
      await page.locator(".status-bar .offline").waitFor();
      await leaveFocus(page);
      await page.keyboard.press("Home");
      await ring(page).focus();
      await page.keyboard.press("ArrowUp");
      const drafted = await page.locator(".draft").textContent();
      await browser.screenshot(page, "killed-server");

      server = await startServer(dataDir, { port });
      await savedMessage(page).waitFor({ timeout: RECOVERY_MS });
      await page.getByText("Connected").waitFor({ timeout: RECOVERY_MS });
      assert.equal(await page.locator(".draft").textContent(), drafted, "the edit in the making is still there");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await page.locator(".draft").waitFor({ state: "detached" });
    }
    const { events } = await server.get<CorrectionsView>(`/api/tracks/${id}/corrections`);
    assert.deepEqual(
      events.map((event) =>
        "timeSeconds" in event &&
        [event.kind, event.timeSeconds, event.comment].filter((x) => x !== undefined).join(" ")
      ),
      expected,
    );
    await leaveFocus(page);
    await page.keyboard.press("Home");
    await press(page, "ArrowRight", 3);
    const shown = await settledPixels(mapOf(page));
    await reloadTrack(page);
    await press(page, "ArrowRight", 3);
    await waitForPixels(mapOf(page), shown);
  } finally {
    await server[Symbol.asyncDispose]();
  }
});
