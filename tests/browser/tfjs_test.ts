/** An exported network in Chromium, by TensorFlow.js on WebGL. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Rollup } from "vite";
import { type Dbn, dbnActivations, dbnOutputs } from "../../core/dbn/dbn.ts";
import { referenceKernels } from "../../core/kernels.ts";
import { seededRandom } from "../../core/random.ts";
import { writeTfjsLayers } from "../../formats/tfjs_layers.ts";
import { sharedBrowser } from "./shared_browser.ts";

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

/** A network of the seed's sizes. */
function network(sizes: number[]): Dbn {
  const random = seededRandom(2),
    numbers = (length: number) => Float32Array.from({ length }, () => 0.2 * random.normal());
  const layers = sizes.slice(1).map((hidden, l) => ({
    visible: sizes[l],
    hidden,
    weights: numbers(sizes[l] * hidden),
    bias: numbers(hidden),
  }));
  const { hidden: outputs, weights, bias } = layers.pop()!;
  return { layers, head: { outputs, weights, bias } };
}

Deno.test({
  name: "TensorFlow.js (webgl, in Chromium) gives the outputs of an exported network to 1e-5",
  sanitizeOps: false, // the bundler leaves its compiler process running
  sanitizeResources: false,
  async fn() {
    const dbn = network([257, 50, 50, 50, 2]);
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
    await using browser = await sharedBrowser();
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
