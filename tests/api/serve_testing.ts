/**
 * The whole server with invented timelines: `deno run -A tests/api/serve_testing.ts [port] [data folder] [ms an analysis]`.
 * For tests that kill a server, and for work on pages without waiting for analyses.
 * The names of files whose analysis began are appended to `analyzed.txt` in the data folder.
 */
import { join } from "node:path";
import { testingCompute, testingModel } from "../../jobs/testing.ts";
import { serve } from "../../main.ts";

const [port = "8000", dataDirectory = await Deno.makeTempDir(), analysisMs = "500"] = Deno.args;
const compute = testingCompute({
  analysisMs: Number(analysisMs),
  before: ({ name }) => Deno.writeTextFileSync(join(dataDirectory, "analyzed.txt"), `${name}\n`, { append: true }),
});
const modelPath = join(dataDirectory, "testing-1.safetensors");
await Deno.mkdir(dataDirectory, { recursive: true });
await Deno.writeFile(modelPath, testingModel("testing-1"));
Deno.exit(await serve({ port: Number(port), dataDirectory, jobs: 2 }, { compute, modelPath, demoDirectory: "none" }));
