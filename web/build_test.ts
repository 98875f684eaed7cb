/** The build runs as its own process, as tasks run it: its compiler lives on in the process that called it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Manifest, readManifest } from "./site.ts";

const files = {
  "core/sum.ts": "export const sum = (a: number, b: number): number => a + b;",
  "workers/sum.ts": "import { sum } from '../core/sum.ts'; self.postMessage(sum(20, 22));",
  "islands/Counter.tsx": `
    import { useSignal } from "@preact/signals";
    import { IS_BROWSER } from "fresh/runtime";
    import { sum } from "../core/sum.ts";
    export default function Counter() {
      const count = useSignal(sum(1, 2));
      const start = () => new Worker(new URL("../workers/sum.ts", import.meta.url), { type: "module" });
      return <button onClick={start}>{count} {String(IS_BROWSER)}</button>;
    }
    export function Label() { return <i>label</i>; }`,
  "islands/Counter_test.tsx": "throw new Error('tests are no islands');",
  "routes/(grp)/(_islands)/Local.tsx": "export default () => <em>local</em>;",
  "client.ts": 'import "./styles.css";',
  "styles.css": "body { color: red; }",
};

function write(root: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

/** @returns whether it built, by its own words. */
async function build(root: string): Promise<boolean> {
  const script = fileURLToPath(new URL("./build.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", script, root] });
  const { success, stdout, stderr } = await command.output();
  const said = new TextDecoder().decode(stderr);
  assert.ok(success, said);
  assert.equal(stdout.length, 0, "stdout is left to the programs that build first");
  return /^Built \d+ browser files in [\d.]+ s\n$/.test(said);
}

Deno.test("the client build", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "moodline-build-"));
  const read = (file: string) => readFileSync(join(root, "dist/client", file), "utf8");
  let manifest: Manifest;
  try {
    write(root, files);

    await t.step("makes a chunk of every island, whose exports keep their names", async () => {
      assert.equal(await build(root), true);
      manifest = readManifest(join(root, "dist"))!;
      assert.deepEqual(Object.keys(manifest.islands).sort(), [
        "islands/Counter.tsx",
        "routes/(grp)/(_islands)/Local.tsx",
      ]);
      const { file, imports } = manifest.islands["islands/Counter.tsx"];
      assert.match(file, /^assets\/islands-Counter-[\w-]{8}\.js$/);
      assert.match(read(file), /export\{.*as Label.*as default/s);
      assert.ok(imports.length > 0, "what islands share is in chunks of its own");
      assert.ok(!read(file).includes("options"), "Preact is in none of them");
    });

    await t.step("bundles workers", () => {
      const workers = readdirSync(join(root, "dist/client/assets")).filter((name) => name.startsWith("sum-"));
      assert.equal(workers.length, 1);
      assert.match(read(`assets/${workers[0]}`), /postMessage/);
      assert.match(read(manifest.islands["islands/Counter.tsx"].file), new RegExp(workers[0]));
    });

    await t.step("links the styles of client.ts, which has no code of its own", () => {
      assert.equal(manifest.client, null);
      assert.deepEqual(manifest.styles.map((file) => read(file).trim()), ["body{color:red}"]);
    });

    await t.step("does nothing while nothing changes", async () => {
      assert.equal(await build(root), false);
    });

    await t.step("builds again when a source, a worker's too, or the list of islands changes", async () => {
      write(root, { "core/sum.ts": files["core/sum.ts"] + "\n" });
      assert.equal(await build(root), true, "changed");
      write(root, { "workers/sum.ts": "self.postMessage(1);" });
      assert.equal(await build(root), true, "worker");
      write(root, { "islands/New.tsx": "export default () => null;" });
      assert.equal(await build(root), true, "new");
      rmSync(join(root, "islands/New.tsx"));
      assert.equal(await build(root), true, "gone");
      rmSync(join(root, "dist/client"), { recursive: true });
      assert.equal(await build(root), true, "output lost");
    });

    await t.step("keeps the last good build when a source is broken", async () => {
      write(root, { "islands/New.tsx": "export default (" });
      await assert.rejects(build(root), /New\.tsx/);
      assert.ok(read(manifest.runtime.file).length > 0);
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});
