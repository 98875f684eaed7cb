import assert from "node:assert/strict";
import { joinChunks, type PlannedChunk } from "./chunks.ts";

type Sketch = Partial<Record<"imports" | "fetches", string[]>> & { is?: "entry" | "part"; length?: number };

/** Chunks of one module each, named as it is; entries have another beside their facade. */
function plan(sketches: Record<string, Sketch>): Map<string, PlannedChunk> {
  return new Map(
    Object.entries(sketches).map(([name, { imports = [], fetches = [], is, length = 1 }]) => [name, {
      modules: Object.fromEntries(
        [name, ...is === "entry" ? [`${name}'s own`] : []].map((id) => [id, { renderedLength: length }]),
      ),
      imports,
      dynamicImports: fetches,
      isEntry: is === "entry",
      isDynamicEntry: is === "part",
      facadeModuleId: is ? name : null,
    }]),
  );
}

/** Modules that go together, sorted. */
function joined(sketches: Record<string, Sketch>): string[][] {
  const names = joinChunks(plan(sketches), "base");
  return [...Map.groupBy(names.keys(), (id) => names.get(id)!).values()].map((ids) => ids.sort()).sort();
}

const base: Sketch = { is: "entry", imports: ["library"] };

Deno.test("what the same pages load is one file; entries stay by themselves; what the base loads goes with it", () => {
  assert.deepEqual(
    joined({
      base,
      library: {},
      one: { is: "entry", imports: ["library", "both", "alsoBoth", "own"] },
      two: { is: "entry", imports: ["both", "alsoBoth"] },
      both: {},
      alsoBoth: {},
      own: {},
    }),
    [["alsoBoth", "both"], ["base's own", "library"], ["one's own", "own"], ["two's own"]],
  );
});

Deno.test("a part that is fetched later is left as it is, and does not split what is there by then", () => {
  const island: Sketch = { is: "entry", imports: ["a", "b"], fetches: ["part"] };
  assert.deepEqual(
    joined({
      base,
      library: {},
      island,
      a: {},
      b: {},
      part: { is: "part", imports: ["a", "library", "later"] },
      later: {},
    }),
    [["a", "b", "island's own"], ["base's own", "library"]],
  );
});

/** A frame on two pages; one of them begins with an editor, with whose words the list that the frame fetches is written. */
const frames = (editorLength: number): Record<string, Sketch> => ({
  base,
  library: {},
  plain: { is: "entry", imports: ["frame"] },
  track: { is: "entry", imports: ["frame", "editor", "words"] },
  frame: { fetches: ["list", "editor"] },
  list: { is: "part", imports: ["frame", "words"] },
  editor: { is: "part", imports: ["frame", "words"], fetches: ["tool"], length: editorLength },
  tool: { is: "part", imports: ["editor", "words"] },
  words: {},
});

Deno.test("what is small goes where all that need it have the rest", () => {
  assert.deepEqual(joined(frames(100_000)), [["base's own", "library"], ["frame", "words"], ["plain's own"], [
    "track's own",
  ]]);
});

Deno.test("what is large is never loaded by a page that does without it", () => {
  const together = (length: number) => joined(frames(length)).find((ids) => ids.includes("frame"))!.includes("editor");
  assert.deepEqual([together(100), together(100_000)], [true, false]);
});
