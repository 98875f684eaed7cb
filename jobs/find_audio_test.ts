import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { findAudio, InputError } from "./find_audio.ts";

/** A folder with the given files, each of a few bytes. */
async function folderWith(...files: string[]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-find-" });
  for (const file of files) {
    await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
    await Deno.writeTextFile(join(folder, file), "x");
  }
  return folder;
}

Deno.test("findAudio finds audio below a folder by its ending, keeps subfolders but not the folder's own name", async () => {
  const folder = await folderWith(
    "b.MP3",
    "a/1. Intro.flac",
    "a/deep/x.opus",
    "notes.txt",
    "cover.jpg",
    ".hidden.mp3",
    "._b.mp3",
  );
  const items = await findAudio([folder]);
  assert.deepEqual(items.map(({ stem }) => stem), ["a/1. Intro", "a/deep/x", "b"]);
  assert.deepEqual(items.map(({ audioPath }) => audioPath.slice(folder.length)), [
    "/a/1. Intro.flac",
    "/a/deep/x.opus",
    "/b.MP3",
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file that is named counts whatever its ending, and even if it is not there", async () => {
  const folder = await folderWith("talk.bin", "noending");
  const items = await findAudio(["talk.bin", "noending", "missing.mp3"].map((name) => join(folder, name)));
  assert.deepEqual(items.map(({ stem }) => stem), ["talk", "noending", "missing"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file that is named twice is analysed once", async () => {
  const folder = await folderWith("a.mp3", "b.mp3");
  const items = await findAudio([join(folder, "b.mp3"), folder, `${folder}/./b.mp3`]);
  assert.deepEqual(items.map(({ stem }) => stem), ["b", "a"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("two inputs that would write one file are refused, naming both", async () => {
  const folder = await folderWith("one/a.mp3", "two/a.ogg");
  await assert.rejects(findAudio([join(folder, "one"), join(folder, "two")]), {
    name: "InputError",
    message: `Cannot analyse both ${folder}/one/a.mp3 and ${folder}/two/a.ogg: they would be written to one file, ` +
      "a.moodline.json (rename one, or analyse them into two folders)",
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a folder without audio is refused", async () => {
  const folder = await folderWith("a.txt");
  await assert.rejects(findAudio([folder]), new InputError(`Cannot find audio in ${folder}: there is none`));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("links that run in a circle or lead nowhere do not trap the search", async () => {
  const folder = await folderWith("a/x.mp3");
  await Deno.symlink(folder, join(folder, "a/circle"));
  await Deno.symlink(join(folder, "gone.mp3"), join(folder, "a/nowhere.mp3"));
  await Deno.symlink(join(folder, "a/x.mp3"), join(folder, "linked.mp3"));
  assert.deepEqual((await findAudio([folder])).map(({ stem }) => stem), ["a/x", "linked"]);
  await Deno.remove(folder, { recursive: true });
});
