import assert from "node:assert/strict";
import { existsSync } from "node:fs";

Deno.test({
  name: "the peak rises by what is written to and does not fall when it is freed",
  ignore: !existsSync("/proc/self/status"), // Only Linux tells.
  async fn() {
    // In a process of its own: in one that has freed much the peak may be far above what is in use.
    const code = `
      import { peakMb } from ${JSON.stringify(import.meta.resolve("./peak_memory.ts"))};
      const before = peakMb();
      new Uint8Array(200 * 2 ** 20).fill(1);
      console.log(peakMb() - before);`;
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
    const rise = Number(new TextDecoder().decode(stdout));
    assert.ok(rise > 190 && rise < 260, `${rise}`);
  },
});
