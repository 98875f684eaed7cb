/** Starting the server: where data goes, and what a user reads when it cannot start. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { testingCompute } from "../../jobs/testing.ts";
import { app, defaultCacheFolder, defaultDataDirectory, serve } from "../../main.ts";

const parts = { compute: testingCompute(), modelPath: "none", demoDirectory: "none" };

Deno.test("without a started server the app answers 503 and touches nothing", async () => {
  const response = await app.handler()(new Request("http://localhost/api/tracks"));
  assert.equal(response.status, 503);
  assert.equal((await response.json()).error.message, "Cannot answer: the server is starting");
});

Deno.test("a port that is taken is told in one line, and the data folder is free again", async () => {
  const dataDirectory = await Deno.makeTempDir();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const message = `Cannot listen on 127.0.0.1:${port}: the port must be free ` +
    "(does Moodline run already? --port N takes another)";
  for (let attempt = 0; attempt < 2; attempt++) {
    await assert.rejects(serve({ port, dataDirectory }, parts), { message });
  }
  listener.close();
});

Deno.test("an address or a folder that can not be is told in one line", async () => {
  const dataDirectory = await Deno.makeTempDir();
  await assert.rejects(serve({ host: "192.0.2.1", port: 8000, dataDirectory }, parts), { // for documentation (RFC 5737)
    message: "Cannot listen on 192.0.2.1:8000: the host must be an address of this machine (--host ADDRESS)",
  });
  const file = join(dataDirectory, "file");
  await Deno.writeTextFile(file, "x");
  await assert.rejects(serve({ port: 0, dataDirectory: file }, parts), {
    message: `Cannot make the folder ${file}: there is a file of that name`,
  });
});

Deno.test("data is kept where the system keeps a user's data and what can be made again beside it, never in the checkout", () => {
  const folders = [
    { variable: "XDG_DATA_HOME", folder: defaultDataDirectory, ending: /[/]\.local[/]share[/]moodline$/ },
    { variable: "XDG_CACHE_HOME", folder: defaultCacheFolder, ending: /[/]\.cache[/]moodline$/ },
  ];
  for (const { variable, folder, ending } of folders) {
    const before = Deno.env.get(variable);
    try {
      Deno.env.set(variable, "/somewhere");
      if (Deno.build.os === "linux") assert.equal(folder(), join("/somewhere", "moodline"));
      Deno.env.delete(variable);
      if (Deno.build.os === "linux") assert.match(folder(), ending);
    } finally {
      if (before !== undefined) Deno.env.set(variable, before);
    }
  }
});
