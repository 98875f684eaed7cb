/** The HTML report of an evaluation in a real browser, opened from a file as people do. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { guessedReport } from "../../core/evaluation/testing.ts";
import { evaluationHtml } from "../../formats/evaluation_html/evaluation_html.ts";
import { sharedBrowser } from "./shared_browser.ts";
import { assertAccessible } from "./accessibility.ts";

Deno.test("the evaluation's report: light and dark, readable to axe, nothing loaded, nothing cut off on a phone", async () => {
  const pieces = Array.from({ length: 90 }, (_, i) => `p${String(i).padStart(3, "0")}`);
  const report = guessedReport(["default", "descriptors", "linear regression, smoothed"], pieces);
  const file = await Deno.makeTempFile({ suffix: ".html" });
  try {
    await Deno.writeTextFile(file, evaluationHtml(report));
    await using browser = await sharedBrowser({ viewport: { width: 1120, height: 1500 } });
    const page = await browser.open("about:blank"), asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    assert.deepEqual(asked, [pathToFileURL(file).href]);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      assert.equal(ground, colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(31, 31, 31)");
      const dots = await page.evaluate("getComputedStyle(document.querySelector('figure circle')).stroke");
      assert.equal(dots, ground, "figures follow the page");
      await browser.screenshot(page, `evaluation-${colorScheme}`);
    }
    await assertAccessible(page);
    await page.setViewportSize({ width: 380, height: 700 });
    const [width, seen] = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]") as number[];
    assert.ok(width <= seen, `the page is ${width} wide, the screen ${seen}`);
  } finally {
    await Deno.remove(file);
  }
});
