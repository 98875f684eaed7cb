import assert from "node:assert/strict";
import { audioOf, filesOfDrop } from "./dropped_files.ts";

Deno.test("of a folder the audio is kept, covers, lists and hidden files are counted and left out", () => {
  const names = ["01 Intro.FLAC", "cover.jpg", "list.m3u", "._01 Intro.flac", "b.opus"];
  const { files, leftOut } = audioOf(names.map((name) => ({ file: new File([], name), name: `Album/${name}` })));
  assert.deepEqual(files.map(({ name }) => name), ["Album/01 Intro.FLAC", "Album/b.opus"]);
  assert.equal(leftOut, 3);
});

/** Entries as browsers give them; a file of `null`, or a folder without entries, cannot be read. */
function entry(path: string, inside: FileSystemEntry[] | File | null): FileSystemEntry {
  const name = path.split("/").at(-1)!, isDirectory = !(inside instanceof File) && path.endsWith("/");
  let given = false;
  return {
    ...{ name: isDirectory ? path.split("/").at(-2)! : name, fullPath: `/${path}`, isDirectory, isFile: !isDirectory },
    file: (done: (file: File) => void, fail: (error: Error) => void) =>
      inside instanceof File ? done(inside) : fail(new DOMException("", "NotReadableError")),
    createReader: () => ({
      readEntries(done: (entries: FileSystemEntry[]) => void, fail: (error: Error) => void) {
        if (!inside) return fail(new DOMException("", "NotReadableError"));
        done(given ? [] : inside as FileSystemEntry[]);
        given = true;
      },
    }),
  } as unknown as FileSystemEntry;
}

Deno.test("what of a drop cannot be read is named, and the rest is kept", async () => {
  const song = (name: string) => new File([], name);
  const { files, unreadable, leftOut } = await filesOfDrop([
    entry("Album/", [
      entry("Album/a.mp3", song("a.mp3")),
      entry("Album/b.mp3", null),
      entry("Album/Secret/", null),
      entry("Album/c.mp3", song("c.mp3")),
    ]),
    song("d.mp3"),
  ]);
  assert.deepEqual(files.map(({ name }) => name), ["Album/a.mp3", "Album/c.mp3", "d.mp3"]);
  assert.deepEqual([unreadable, leftOut], [["b.mp3", "Secret"], 0]);
});
