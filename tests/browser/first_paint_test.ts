/** What the page of a track begins to fetch before its scripts run. */
import assert from "node:assert/strict";
import { addTrack, openPages } from "./pages.ts";

Deno.test("the head of the page fetches the timeline and the editor's code, and neither is fetched again", async () => {
  await using moodline = await openPages();
  const { browser, origin, server } = moodline, { id, timelines } = await addTrack(moodline);
  const asked: string[] = [];
  browser.context.on("request", (request) => asked.push(request.url().slice(origin.length)));
  const page = await browser.open(`${origin}/tracks/${id}`);
  await page.getByText("Connected").waitFor();
  await page.locator(".lanes").waitFor();
  const timeline = `/api/tracks/${id}/timeline/columns?model=${timelines[0].modelId}`;
  assert.deepEqual(asked.filter((url) => url.includes("/timeline")), [timeline]);
  const response = await server.fetch(`/tracks/${id}`), links = response.headers.get("link") ?? "";
  const head = (await response.text()).match(/<head>.*<\/head>/s)![0];
  assert.ok(head.includes(`<link rel="preload" as="fetch" crossorigin="anonymous" href="${timeline}"/>`), head);
  const scripts = asked.filter((url) => url.endsWith(".js"));
  assert.ok(scripts.length > 3, `${scripts}`);
  for (const url of scripts) assert.ok(links.includes(`<${url}>`), `${url} is fetched before anything asks for it`);
  assert.deepEqual(browser.errors, []);
});

Deno.test("a track without a timeline begins to fetch none", async () => {
  await using moodline = await openPages({ concurrency: 0 });
  const [{ track }] = await moodline.server.upload({ "a.wav": new Uint8Array(8) });
  const html = await (await moodline.server.fetch(`/tracks/${track.id}`)).text();
  assert.ok(!html.includes('rel="preload"'));
});
