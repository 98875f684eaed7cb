/** Comparing two versions, an audit, the expectation and pictures of them, in a real browser. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { Rollup } from "vite";
import { referenceKernels } from "../../core/kernels.ts";
import { modelContents } from "../../core/model/file.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { trainModel } from "../../core/model/train.ts";
import { earthMoversDistance } from "../../core/evaluation/transport.ts";
import { mapDistance } from "../../core/review/comparison.ts";
import { AUDIT_KINDS, type AuditFinding, type AuditKind } from "../../core/review/audit.ts";
import { moveHeatmap } from "../../core/review/move.ts";
import { writeModelFile } from "../../formats/model_file.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { addModelFile } from "../../jobs/add_model.ts";
import { testingModel } from "../../jobs/testing.ts";
import { openServer, type TestingServer } from "../api/testing.ts";
import { sharedBrowser } from "./shared_browser.ts";
import { assertAccessible } from "./accessibility.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What the page and its worker run, by name. */
async function bundle(): Promise<Map<string, string>> {
  const vite = await import("vite");
  const { output } = await vite.build({
    configFile: false,
    envFile: false,
    logLevel: "error",
    publicDir: false,
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    worker: { format: "es" },
    build: {
      write: false,
      target: "es2022",
      minify: false,
      rollupOptions: { input: path("comparing_page.tsx"), output: { entryFileNames: "page.js" } },
    },
  }) as Rollup.RollupOutput;
  return new Map(output.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source)]));
}

async function servePage(server: TestingServer): Promise<{ origin: string; stop: () => Promise<void> }> {
  const files = await bundle();
  files.set("/style.css", await Deno.readTextFile(path("../../static/style.css")));
  const html = '<!doctype html><html lang="en"><title>Comparing</title><link rel="icon" href="data:,">' +
    '<link rel="stylesheet" href="/style.css"><body></body><script type="module" src="/page.js"></script></html>';
  const answer = (request: Request) => {
    const { pathname } = new URL(request.url), file = files.get(pathname);
    if (pathname.startsWith("/api/")) return server.handler(request);
    const type = pathname.endsWith(".css") ? "text/css" : file ? "text/javascript" : "text/html";
    return new Response(file ?? html, { headers: { "content-type": type } });
  };
  const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  return { origin: `http://127.0.0.1:${listener.addr.port}`, stop: () => listener.shutdown() };
}

/** A timeline, and one that lies elsewhere from 20 to 23 s, and a little from 40 to 41 s. */
function versions() {
  const b = randomTimeline(2, { stepCount: 60, name: "song.mp3" });
  const move = (t: number) => t >= 20 && t < 23 ? 0.8 : t === 40 ? 0.45 : 0;
  const steps = b.steps.map((step, t) =>
    move(t) === 0
      ? step
      : { ...step, heatmap: Array.from(moveHeatmap(step.heatmap, { valence: move(t), arousal: -move(t) })) }
  );
  return { a: { ...b, steps }, b };
}

const findings = Object.keys(AUDIT_KINDS).map((kind, i): AuditFinding => ({
  kind: kind as AuditKind,
  startSeconds: 5 * i,
  endSeconds: 5 * i + 2,
  strength: 0.123,
  ...(kind === "corrected" ? { corrections: 2 } : {}),
}));

async function addModels({ workspace }: TestingServer): Promise<[string, string]> {
  const moving = trainModel(songs(4, 1), TINY_RECIPE, 1, referenceKernels);
  const ids = [];
  for (const bytes of [writeModelFile(modelContents({ ...moving, id: "moving" })), testingModel("still")]) {
    ids.push((await addModelFile(workspace, workspace.scope, { bytes, parentId: null })).id);
  }
  return ids as [string, string];
}

const exported = (page: Page, selector: string, format: "png" | "svg") =>
  page.evaluate(
    ([selector, format]) =>
      (globalThis as never as { exported(...args: string[]): Promise<string> }).exported(selector, format),
    [selector, format],
  );

Deno.test({
  name: "two versions are compared by either distance, found, audited, asked, and saved as pictures",
  sanitizeOps: false, // the bundler leaves its compiler process running
  sanitizeResources: false,
  async fn(test) {
    await using server = await openServer({ bare: true, allowedHosts: ["127.0.0.1"] });
    const models = await addModels(server), { origin, stop } = await servePage(server);
    await using browser = await sharedBrowser({ viewport: { width: 1000, height: 1500 } });
    const page = await browser.open(origin), { a, b } = versions();
    await page.waitForFunction(() => "show" in globalThis);
    await page.evaluate((given) => (globalThis as never as { show(given: unknown): void }).show(given), {
      ...{ a, b, findings, models },
    });
    const playhead = async () => Number(await page.locator("#playhead").textContent());
    const button = (name: string) => page.getByRole("button", { name, exact: true });

    await test.step("jumps go to the largest disagreement and its neighbours", async () => {
      const by = (measure: "js" | "emd") =>
        a.steps.map((step, t) => mapDistance(step.heatmap, b.steps[t].heatmap, measure));
      const largest = (distances: number[]) => distances.indexOf(Math.max(...distances));
      await button("Largest disagreement").click();
      assert.equal(await playhead(), largest(by("js")));
      await button("Next disagreement").click();
      assert.equal(await playhead(), 40);
      assert.ok(await button("Next disagreement").isDisabled());
      await page.getByText("Way to go").click();
      await page.getByText("2 disagreements").waitFor();
      await button("Largest disagreement").click();
      assert.equal(await playhead(), largest(by("emd")));
      const most = Math.max(...a.steps.map((step, t) => earthMoversDistance(step.heatmap, b.steps[t].heatmap)));
      await page.locator(".lane-level .lane-high", { hasText: most.toFixed(2) }).waitFor();
    });

    await test.step("each finding is a sentence that leads there", async () => {
      await page.getByRole("button", { name: /0:15 – 0:17.*Corrected by 0.12 of the plane \(2 corrections\)\./ })
        .click();
      assert.equal(await playhead(), 15);
      assert.equal(await page.locator(".findings li").count(), findings.length);
      await button("Check them").click();
      assert.equal(await playhead(), -1);
      await button("Largest disagreement").click();
    });

    await test.step("the expectation follows the pointer and the keys, and tells what it shows", async () => {
      const grid = page.getByRole("grid").first(), box = (await grid.boundingBox())!;
      await page.mouse.move(box.x + box.width - 4, box.y + 4);
      const status = page.locator(".expectation [role=status]").first();
      await status.getByText(/^From very energetic, very positive: stays with [\d.]+ %; else most /).waitFor();
      const cell = page.locator("[role=gridcell][tabindex='0']").first();
      await cell.focus();
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("PageDown");
      const focused = page.locator(":focus");
      assert.equal(await focused.getAttribute("data-cell"), "9");
      assert.match((await focused.getAttribute("aria-label"))!, /^From very calm, very positive: stays with/);
      await browser.screenshot(page, "expectation");
      await page.getByText("The map at the playhead").click();
      await page.locator(".expectation p").getByText(/^A second later: likelier /).waitFor();
      assert.equal(
        await page.locator(".expectation").first().locator("[role=status]").count(),
        0,
        "never-ending speech",
      );
      await page.locator("#none").getByText(/takes every second by itself/).waitFor();
    });

    await test.step("what is on the screen is saved as SVG with real text, and as PNG of the same colours", async () => {
      const svg = decodeURIComponent(escape(atob((await exported(page, "#lanes", "svg")).split(",")[1])));
      assert.equal(svg.match(/<image /g)?.length, 3);
      for (const text of ["Arousal", "Valence", "Distance", "energetic", "<title>Two versions</title>"]) {
        assert.ok(svg.includes(text), text);
      }
      const map = decodeURIComponent(escape(atob((await exported(page, "#map", "svg")).split(",")[1])));
      assert.match(map, /<text [^>]*transform="rotate\(270 [^>]*>negative<\/text>/);
      const png = await exported(page, "#lanes", "png");
      const { width, height } = (await page.locator("#lanes").boundingBox())!;
      const seen = await page.evaluate(async (png) => {
        const image = new Image();
        image.src = png;
        await image.decode();
        const canvas = document.createElement("canvas"), strip = document.querySelector("#lanes canvas")!;
        Object.assign(canvas, { width: image.width, height: image.height });
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0);
        const at = strip.getBoundingClientRect(), corner = document.querySelector("#lanes")!.getBoundingClientRect();
        const [x, y] = [at.x - corner.x + at.width * 0.35, at.y - corner.y + at.height * 0.25];
        const source = strip as HTMLCanvasElement, ratio = source.width / at.width;
        const pixel = source.getContext("2d")!.getImageData(at.width * 0.35 * ratio, at.height * 0.25 * ratio, 1, 1);
        return {
          size: [image.width, image.height],
          shown: [...pixel.data],
          saved: [...context.getImageData(2 * x, 2 * y, 1, 1).data],
        };
      }, png);
      assert.deepEqual(seen.size, [Math.ceil(2 * width), Math.ceil(2 * height)]);
      assert.deepEqual(seen.saved, seen.shown);
      Deno.writeFileSync(
        path("../../artifacts/exported-lanes.png"),
        Uint8Array.from(atob(png.split(",")[1]), (c) => c.charCodeAt(0)),
      );
    });

    await assertAccessible(page);
    await browser.screenshot(page, "comparing");
    await stop();
  },
});
