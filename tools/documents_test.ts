import assert from "node:assert/strict";
import { benchNames } from "../bench/run.ts";
import { commands as moodlineCommands } from "../cli/main.ts";
import settings from "../deno.json" with { type: "json" };
import { exportFormats, importFormats } from "../formats/registry.ts";
import { brokenPaths, type Commands, unknownCommands } from "./documents.ts";
import { sourceFiles } from "./source_files.ts";

const commands: Commands = {
  tasks: Object.keys(settings.tasks),
  moodline: new Map(moodlineCommands.map(({ name, options }) => [name, Object.keys(options)])),
  benches: benchNames(),
};
const documents = sourceFiles(/\.md$/);
const document = (path: string) => {
  const found = documents.find((file) => file.path === path);
  assert.ok(found, path);
  return found.text;
};

Deno.test("every link and path in the documents leads somewhere", () => {
  assert.deepEqual(documents.flatMap(brokenPaths), []);
});

Deno.test("every task, command and option in the documents exists", () => {
  assert.deepEqual(documents.flatMap((file) => unknownCommands(file, commands)), []);
});

Deno.test("the README leads with the two commands, and CI runs the second", () => {
  const npx = "npx --yes deno@2.9.6 task";
  const [, block] = /```sh\n([^]*?)```/.exec(document("README.md"))!;
  assert.deepEqual(block.trim().split("\n").map((line) => line.replace(/ +#.*/, "")), [`${npx} start`, `${npx} test`]);
  const script = sourceFiles(/^\.ci\/run$/)[0].text.trim().split("\n");
  assert.equal(script.at(-1), `${npx} test`);
});

Deno.test("the README names every format that is read or written", () => {
  const readme = document("README.md");
  for (const { name } of [...exportFormats, ...importFormats]) assert.ok(readme.includes(`\`${name}\``), name);
});

Deno.test("one version of Deno is named everywhere", () => {
  const named = sourceFiles(/\.(md|ts|json)$|^\.ci\/run$/).flatMap(({ text }) =>
    text.match(/\bdeno@\d[\d.]*\d/g) ?? []
  );
  assert.deepEqual([...new Set(named)], ["deno@2.9.6"]);
});

Deno.test("what leads nowhere is found", () => {
  const text =
    "[a](../README.md) [b](gone.md#x) [c](https://example.org/x) [d](#here) `core/units.ts` `core/gone.ts` `data/`";
  assert.deepEqual(brokenPaths({ path: "docs/x.md", text }), [
    "docs/x.md: there is no gone.md",
    "docs/x.md: there is no core/gone.ts",
  ]);
});

Deno.test("what cannot be called is found", () => {
  const table: [text: string, problems: string[]][] = [
    ["npx --yes deno@2.9.6 task start", []],
    ["`deno task moodline analyze song.mp3 --out DIR` and `deno task bench kernels`", []],
    ["deno task starts", ["task starts"]],
    ["deno task bench nonsense", ["benchmark nonsense"]],
    ["deno task moodline analyse x", ["command moodline analyse"]],
    ["deno task moodline analyze music/ --ot x", ["option --ot of moodline analyze"]],
    ["deno task moodline analyze music/ \\\n  --ot x", ["option --ot of moodline analyze"]],
    ["`moodline import x --format csv --loud`", ["option --loud of moodline import"]],
    ["deno task moodline <command> --help", []],
    ["deno task moodline crfpp learn template train.data model", []],
    ["deno task moodline crfpp guess template", ["command moodline crfpp"]],
    ["deno task moodline crfpp test --loud x", ["option --loud of moodline crfpp test"]],
  ];
  for (const [text, problems] of table) {
    assert.deepEqual(
      unknownCommands({ path: "x.md", text }, commands),
      problems.map((problem) => `x.md: there is no ${problem}`),
      text,
    );
  }
});
