/** What docs/formats says is what the code does. */
import assert from "node:assert/strict";
import { guessedReport } from "../../core/evaluation/testing.ts";
import { readAnnotationsCsv } from "../../formats/annotations_csv.ts";
import { exportFormats, importFormats, modelFormats } from "../../formats/registry.ts";
import { SUMMARY_CSV_COLUMNS } from "../../formats/summary_csv.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { readTargetsCsv, TARGETS_CSV_COLUMNS } from "../../formats/targets_csv.ts";
import { TIMELINE_CSV_COLUMNS } from "../../formats/timeline_csv.ts";
import { writeTimelineJson } from "../../formats/timeline_json.ts";

const read = (name: string) => Deno.readTextFileSync(new URL(`../../docs/formats/${name}.md`, import.meta.url));

/** The first fenced block of a language. */
function block(text: string, language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text);
  assert.ok(found, `there is a \`\`\`${language} block`);
  return found[1];
}

/** Property paths of a JSON value; of lists only the first element counts. */
function paths(value: unknown, prefix = ""): string[] {
  if (Array.isArray(value)) return typeof value[0] === "object" ? paths(value[0], `${prefix}[]`) : [prefix];
  if (typeof value !== "object" || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, member]) => paths(member, `${prefix}.${key}`));
}

Deno.test("the timeline of the docs has the properties of a written one, in the same order", () => {
  const documented = JSON.parse(block(read("timeline"), "json"));
  assert.deepEqual(paths(documented), paths(JSON.parse(writeTimelineJson(randomTimeline(3)))));
});

Deno.test("every column of the CSV files and every format is documented", () => {
  const text = ["timeline", "annotations", "targets", "corpora"].map(read).join("\n");
  for (const name of [...TIMELINE_CSV_COLUMNS, ...SUMMARY_CSV_COLUMNS, ...TARGETS_CSV_COLUMNS]) {
    assert.ok(text.includes(`\`${name}\``), name);
  }
  for (const { name } of modelFormats) assert.ok(read(name).includes(`--format ${name}`), name);
  for (const { ending, name } of exportFormats) assert.ok(text.includes(ending) || text.includes(name), name);
  for (const { name } of importFormats.filter(({ name }) => name !== "timeline-json")) {
    assert.ok(text.includes(name), name);
  }
});

Deno.test("the targets of the docs can be read", () => {
  const targets = readTargetsCsv(block(read("targets"), ""));
  assert.deepEqual(targets.map(({ piece, times }) => [piece, times.length]), [["2", 2], ["3", 1]]);
});

Deno.test("the annotations of the docs can be read", () => {
  const series = readAnnotationsCsv(block(read("annotations"), ""));
  assert.deepEqual(series.map(({ annotator, times }) => [annotator, times.length]), [["a0001", 2], ["a0002", 1]]);
});

Deno.test("every key of an evaluation's report is documented", () => {
  const text = read("evaluation"), report = guessedReport(["default"], ["p1", "p2", "p3"]);
  // Systems and pieces have names of their own, and the protocol of a test is not whole.
  const named = new Set(["default", "training mean", "training mean − default"]);
  const keys = paths(report).flatMap((path) => path.split(/[.[\]]+/)).filter((key) => key !== "" && !named.has(key));
  assert.ok(keys.length > 100, "the whole report was walked");
  const axis = new Set(["arousal", "valence"]);
  for (const key of new Set(keys)) {
    assert.ok(axis.has(key) || text.includes(`\`${key}\``) || text.includes(`protocol.${key}`), key);
  }
});
