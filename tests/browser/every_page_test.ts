/** All pages in every theme, in a real browser. */
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, settledPixels } from "./pages.ts";
import { mapOf, openAt } from "./track_page.ts";

/** All there are; what stands in a page's place, too. */
const PAGES = ["/", "/jobs", "/models", "/live", "/settings", "/settings?as=json", "/keybindings", "/nothing"];

Deno.test("every page is accessible in every theme, and complains of nothing", async () => {
  await using moodline = await openPages();
  const { browser, origin, server } = moodline, { id } = await addTrack(moodline);
  browser.expectErrors(/404 \(Not Found\).*\/nothing/);
  const { models: [model] } = await server.json<{ models: { id: string }[] }>("/api/models");
  const page = await openAt(moodline, "/jobs");
  for (const path of [...PAGES, `/tracks/${id}`, `/models/${model.id}`]) {
    await page.goto(origin + path);
    await page.locator("h1").first().waitFor();
    if (await page.locator(".status-bar").count() > 0) await page.getByText("Connected").waitFor();
    if (path.startsWith("/tracks/")) await settledPixels(mapOf(page));
    await assertAccessible(page);
    for (const theme of ["light", "dark", "hcDark"]) {
      await page.evaluate((theme) => document.documentElement.dataset.theme = theme, theme);
      const name = path.replace(id, "track").replace(model.id, "model").replace(/\W+/g, "-");
      await browser.screenshot(page, `page${name}-${theme}`);
    }
  }
});
