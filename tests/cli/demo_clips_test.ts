/** The demo clips: what the licence asks for, and sizes that a clone can carry. */
import assert from "node:assert/strict";

const folder = new URL("../../data/demo/", import.meta.url);
const { clips, licence } = JSON.parse(await Deno.readTextFile(new URL("clips.json", folder)));
const readme = await Deno.readTextFile(new URL("README.md", folder));

Deno.test("every clip in the folder is attributed in clips.json and in the README, and the other way round", async () => {
  const audio = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
    .filter((name) => !/\.(md|json|sh)$/.test(name)).sort();
  // deno-lint-ignore no-explicit-any
  assert.deepEqual(clips.map(({ file }: any) => file).sort(), audio);
  assert.ok(audio.length >= 3);
  assert.ok(readme.includes(licence.url));
  for (const clip of clips) {
    assert.equal(clip.licence, licence.name);
    for (const part of [`\`${clip.file}\``, `"${clip.title}" by ${clip.artist}`, clip.source.url]) {
      assert.ok(readme.includes(part), part);
    }
    assert.ok(clip.changes.length > 0);
    const { size } = await Deno.stat(new URL(clip.file, folder));
    assert.ok(size > 100_000 && size < 600_000, `${clip.file} has ${size} bytes`);
  }
});
