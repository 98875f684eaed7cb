import assert from "node:assert/strict";
import { guessedReport } from "../../core/evaluation/testing.ts";
import { type EvaluationReport, FLOOR } from "../../core/evaluation/report.ts";
import { COLUMN_GROUPS } from "./columns.ts";
import { differencesFigure, intervalText, verdict } from "./differences_figure.ts";
import { evaluationHtml } from "./evaluation_html.ts";
import { figureText } from "./tables.ts";

const EVIL = `</title><script>alert('x')</script>&"quoted"`, ESCAPED = "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)";
const PIECES = [EVIL, "second\u0000", "third", "fourth", "fifth", "sixth"];
const report = guessedReport(["default", `"linear" & smooth`], PIECES), html = evaluationHtml(report);

/** Elements that have no end in HTML; inside SVG all have. */
const VOID = new Set(["meta"]);

/** Walks over all tags; fails where one closes that was not the last to open. Gives their names. */
function assertBalanced(html: string): string[] {
  const open: string[] = [], seen: string[] = [];
  const body = html.replace(/<style>[^]*?<\/style>/, "").replace("<!doctype html>", "");
  for (const [, slash, name, rest] of body.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^<>]*)?)>/g)) {
    seen.push(name);
    if (slash) assert.equal(open.pop(), name, `</${name}>`);
    else if (!VOID.has(name) && !rest.endsWith("/")) open.push(name);
    else if (!open.includes("svg")) assert.ok(VOID.has(name), `<${name}/> would stay open in HTML`);
  }
  assert.deepEqual(open, []);
  assert.ok(!/[<>]/.test(body.replace(/<\/?[a-z0-9]+(?:\s[^<>]*)?>/g, "")), "nothing but tags has angle brackets");
  return seen;
}

Deno.test("one well-formed file: no script, nothing loaded, and no text of a stranger that is markup", () => {
  const tags = new Set(assertBalanced(html));
  for (const name of ["script", "link", "img", "iframe", "object", "use", "image", "a"]) {
    assert.ok(!tags.has(name), name);
  }
  assert.ok(!/\s(src|href|on[a-z]+)=|url\(|@import/.test(html));
  assert.deepEqual(
    new Set(html.match(/https?:[^"]+/g)),
    new Set(["http://www.w3.org/2000/svg"]),
    "a name, not an address",
  );
  assert.ok(html.includes(ESCAPED) && html.includes("&quot;linear&quot; &amp; smooth"));
  assert.ok(!html.includes("\u0000") && !/NaN|undefined|Infinity|\[object/.test(html));
});

Deno.test("every system is in every table, every piece in the figures, every head explained, the folds hashed", () => {
  const systems = ["default", "&quot;linear&quot; &amp; smooth", FLOOR];
  for (const name of systems) {
    const rows = html.split(`<th scope="row">${name}`).length - 1;
    // The table of differences has no row of the system that they are from.
    assert.equal(rows, COLUMN_GROUPS.length + 1 + (name === "default" ? 0 : 1), name);
  }
  for (const piece of ["third", "sixth"]) {
    assert.ok(html.split(`<title>${piece}: predicted `).length - 1 === 2 * 3, piece);
  }
  for (const { columns } of COLUMN_GROUPS) {
    for (const { meaning } of columns) {
      assert.ok(html.includes(`<dd>${meaning.replaceAll("'", "&#39;")}</dd>`), meaning);
    }
  }
  assert.ok(html.includes(`<code>${"0".repeat(64)}</code>`) && html.includes("A note of the protocol."));
  assert.ok(html.includes("<p><strong>1: </strong>"));
});

Deno.test("the best of a column is bold, but no control or ceiling", () => {
  const nll = (cells: EvaluationReport) => evaluationHtml(cells).match(/<td class="best">([^<]+)<\/td>/)?.[1];
  assert.equal(nll(report), report.systems.default.nllNats.toFixed(3));
  const ceiling: EvaluationReport = { ...report, roles: { ...report.roles, default: "ceiling" } };
  assert.equal(nll(ceiling), report.systems[`"linear" & smooth`].nllNats.toFixed(3));
  const skill = report.systems[FLOOR].nllNats - report.systems.default.nllNats;
  assert.ok(
    skill > 0 && evaluationHtml(ceiling).includes("of the way to the ceiling") && !html.includes("to the ceiling"),
  );
});

Deno.test("a model scored as it is: no folds, no floor, no differences, and still a page", () => {
  const { default: only } = report.systems;
  const alone: EvaluationReport = {
    ...{
      format: "moodline-evaluation",
      version: 1,
      folds: [],
      raterFolds: null,
      roles: { m: "system" },
      differences: {},
    },
    protocol: { task: "the pieces given", model: "m" },
    systems: { m: only },
    calibration: { m: report.calibration.default },
    differencesBy: { nllNats: {}, pieceDistance: {}, stepDistance: {}, emd: {}, energyScore: {} },
    pieces: { m: report.pieces.default },
  };
  const page = evaluationHtml(alone);
  assertBalanced(page);
  for (const part of ["Differences from", "Piece by piece", "Other systems", "Pieces of each fold"]) {
    assert.ok(html.includes(part) && !page.includes(part), part);
  }
  assert.ok(page.includes("Evaluation of m") && !/NaN|undefined|Infinity/.test(page));
});

Deno.test("one piece, and figures that are not there", () => {
  const small = guessedReport(["default"], ["only"]);
  assert.equal(small.systems.default.rArousal, null);
  const page = evaluationHtml(small);
  assertBalanced(page);
  assert.ok(!/NaN|undefined|Infinity/.test(page) && page.includes("One of the two does not vary."));
});

Deno.test("numbers and verdicts", () => {
  assert.deepEqual([
    figureText(null, 2),
    figureText(NaN, 2),
    figureText(-0.126, 2),
    figureText(-0.001, 2),
    figureText(1, 3),
  ], [
    "–",
    "–",
    "−0.13",
    "0.00",
    "1.000",
  ]);
  assert.equal(intervalText({ mean: 0.0123, low: -0.001, high: 0.02 }), "+0.012 (−0.001 … +0.020)");
  const at = (low: number, high: number) => verdict({ mean: 0, low, high });
  assert.deepEqual([at(-2, -1), at(1, 2), at(-1, 1)], ["better", "worse", "not settled"]);
});

Deno.test("what changed audio did has a table; what could not be made says why, escaped", () => {
  const scored = {
    ...{ pieces: 6, nllNats: 4.25, nllIncrease: 0.05, nllIncreaseLow: -0.01, nllIncreaseHigh: 0.11 },
    ...{ shiftArousal: -0.04, shiftValence: 0.02, stepShift: 0.06, learnedFrom: true },
  };
  const html = evaluationHtml({
    ...report,
    perturbations: { "noise <30 dB>": scored, opus: { skipped: "no <ffmpeg>" } },
  });
  assertBalanced(html);
  for (
    const text of [
      "How it holds",
      "noise &lt;30 dB&gt;",
      "4.250",
      "−0.040",
      "learned from",
      "not made: no &lt;ffmpeg&gt;",
    ]
  ) {
    assert.ok(html.includes(text), text);
  }
  assert.ok(!evaluationHtml(report).includes("How it holds"), "not where nobody asked");
});

Deno.test("intervals as text end within the figure, however many nats they are of", () => {
  for (const nats of [0.1, 10, 123, 12345]) {
    const difference = { mean: nats, low: -nats, high: 2 * nats };
    const { markup } = differencesFigure("NLL", "default", [{ system: "other", difference }]);
    const texts = [...markup.matchAll(/<text x="([\d.]+)" [^>]*>([^<]*)<\/text>/g)];
    const [, x, text] = texts.find(([, , text]) => text === intervalText(difference))!;
    // 10 px high: digits are 5.6 px wide in the fonts of the page, signs less than 6.
    assert.ok(Number(x) + 5.8 * text.length <= 500, `${text} at ${x}`);
    assert.ok(Number(x) > 165 + 30, "there is room for the plot");
  }
});
