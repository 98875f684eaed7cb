/** Runs in Chromium: loads an exported LayersModel and runs it on WebGL. Bundled by `tfjs_test.ts`. */
import "@tensorflow/tfjs-backend-webgl";
import { env, setBackend, type Tensor, tensor2d } from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";

Object.assign(globalThis, {
  async runNetwork(inputs: number[], width: number) {
    if (!await setBackend("webgl")) throw new Error("no WebGL");
    const model = await loadLayersModel("/network/model.json");
    const outputs = await (model.predict(tensor2d(inputs, [inputs.length / width, width])) as Tensor).data();
    return { outputs: Array.from(outputs), float32: env().getBool("WEBGL_RENDER_FLOAT32_ENABLED") };
  },
});
