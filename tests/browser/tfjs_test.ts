/** An exported network in Chromium, by TensorFlow.js on WebGL. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Rollup } from "vite";
import { dbnActivations, dbnOutputs } from "../../core/dbn/dbn.ts";
import { referenceKernels } from "../../core/kernels.ts";
import { modelFromContents } from "../../core/model/file.ts";
import { seededRandom } from "../../core/random.ts";
import { readModelFile } from "../../formats/model_file.ts";
import { writeTfjsLayers } from "../../formats/tfjs_layers.ts";
import { openBrowser } from "./browser.ts";

async function bundle(): Promise<string> {
  const vite = await import("vite");
  const result = await vite.build({
    configFile: false,
    envFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      write: false,
      target: "es2022",
      minify: false,
      rollupOptions: { input: fileURLToPath(new URL("./tfjs_entry.ts", import.meta.url)) },
    },
  }) as Rollup.RollupOutput;
  return result.output[0].code;
}

Deno.test({
  name: "TensorFlow.js (webgl, in Chromium) gives the outputs of an exported network to 1e-5",
  sanitizeOps: false, // the bundler leaves its compiler process running
  sanitizeResources: false,
  async fn() {
    const { dbn } = modelFromContents(
      readModelFile(Deno.readFileSync(new URL("../../data/default.safetensors", import.meta.url))),
    ).listener.ear;
    assert.ok(dbn);
    const files = writeTfjsLayers(dbn, {}), code = await bundle();
    const answer = ({ url }: Request) => {
      const { pathname } = new URL(url), name = pathname.split("/").at(-1)!;
      if (pathname.startsWith("/network/")) {
        return new Response(files[name], {
          headers: { "content-type": name.endsWith("json") ? "application/json" : "application/octet-stream" },
        });
      }
      return pathname === "/entry.js"
        ? new Response(code, { headers: { "content-type": "text/javascript" } })
        : new Response('<script type="module" src="/entry.js"></script>', { headers: { "content-type": "text/html" } });
    };
    const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
    await using browser = await openBrowser();
    const page = await browser.open(`http://127.0.0.1:${listener.addr.port}/`);
    await page.waitForFunction(() => "runNetwork" in globalThis);
    const { visible } = dbn.layers[0], random = seededRandom(1);
    const inputs = Array.from({ length: 40 * visible }, () => Math.fround(Math.max(-5, Math.min(5, random.normal()))));
    const run = (...args: unknown[]) =>
      page.evaluate(
        (args) => (globalThis as never as { runNetwork: (...args: unknown[]) => unknown }).runNetwork(...args),
        args,
      );
    const { outputs, float32 } = await run(inputs, visible) as { outputs: number[]; float32: boolean };
    assert.ok(float32, "textures hold f32");
    const expected = dbnOutputs(dbn.head, dbnActivations(dbn, Float32Array.from(inputs), referenceKernels).at(-1)!);
    assert.equal(outputs.length, expected.length);
    const worst = Math.max(...outputs.map((value, i) => Math.abs(value - expected[i])));
    assert.ok(worst < 1e-5, `${worst} apart`);
    await listener.shutdown();
  },
});
