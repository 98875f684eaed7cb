/** `moodline agreement` on ratings of simulated annotators. */
import assert from "node:assert/strict";
import { FIGURES } from "../../core/annotation/raters/agreement.ts";
import { simulateRaters, USUAL_RATERS } from "../../core/annotation/raters/simulate.ts";
import { seededRandom } from "../../core/random.ts";
import { writeAnnotationsCsv } from "../../formats/annotations_csv.ts";
import { openPlace } from "./run.ts";

const spec = { ...USUAL_RATERS, raters: 10, pieces: 4, retested: 1 };
const simulation = simulateRaters(spec, seededRandom(1));
const files = { "ratings.csv": writeAnnotationsCsv(simulation.series) };
const twice = ["--identical", "piece000=piece000 again"];

Deno.test("agreement prints every figure and every annotator, as tables and as JSON, and writes the report", async () => {
  await using place = await openPlace(files);
  const command = ["agreement", "--annotations", "ratings.csv", ...twice];
  const shown = await place.run(...command, "--out", "report.json");
  assert.deepEqual([shown.code, shown.stderr], [0, "written: report.json\n"]);
  for (
    const name of ["arousal between pieces", "valence within pieces", "annotators, arousal", "the same music twice"]
  ) {
    assert.ok(shown.stdout.includes(`\n${name}\n`), name);
  }
  for (const figure of FIGURES) assert.equal(shown.stdout.split(`\n  ${figure} `).length, 5, figure);
  assert.equal(shown.stdout.split(/\n {2}\d+ +rater00\d /).length, 31, "two axes and the retests");
  const { code, stdout, stderr } = await place.run(...command, "--json");
  assert.deepEqual([code, stderr], [0, ""]);
  const report = JSON.parse(stdout);
  assert.deepEqual(JSON.parse(await place.read("report.json")), report);
  const { pieces, annotators, series, raters, retests, seed } = report;
  assert.deepEqual([pieces, annotators, series, retests.length, seed], [5, 10, 50, 10, 1]);
  assert.deepEqual(
    raters.filter((rater: { spamProbability: number }) => rater.spamProbability > 0.5).map((
      rater: { annotator: string },
    ) => rater.annotator),
    ["rater000"],
  );
  assert.equal(report.between.arousal["ICC(2,k)"].p, 0.01);
});

Deno.test("what cannot be meant is said in one line", async () => {
  await using place = await openPlace(files);
  const mistakes: [string[], string][] = [
    [[], "--annotations is missing"],
    [["--annotations", "ratings.csv", "x"], "agreement takes options only"],
    [
      ["--annotations", "ratings.csv", "--identical", "piece000"],
      "--identical must name pieces as A=B, current value is piece000",
    ],
    [["--annotations", "ratings.csv", "--identical", "piece000=p"], '--identical: nobody rated "p"'],
    [["--annotations", "ratings.csv", "--identical", "piece000=piece000"], '--identical: "piece000" is named twice'],
  ];
  for (const [args, message] of mistakes) {
    const { code, stderr } = await place.run("agreement", ...args);
    assert.deepEqual([code, stderr.split("\n")[0]], [2, `moodline agreement: ${message}`]);
  }
});
