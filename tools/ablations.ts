/**
 * `deno task table:ablations [SUFFIX=]REPORT.json…`: writes `docs/ablations.md` and its figure from reports of `moodline evaluate`, of the
 * same folds. Names of a report with a suffix get it, e.g. `default, views` of `views=report.json`.
 * @module
 */
import { resolve } from "node:path";
import type { EvaluationReport } from "../core/evaluation/report.ts";
import { ablationsFigure } from "./ablations/figure.ts";
import { ablationsPage } from "./ablations/page.ts";
import { joinReports, pairRows, partRows, withSuffix } from "./ablations/study.ts";

const PAGE = new URL("../docs/ablations.md", import.meta.url);
const FIGURE = new URL("../docs/ablations.svg", import.meta.url);

if (Deno.args.length === 0) {
  console.error("usage: deno task table:ablations [SUFFIX=]REPORT.json…");
  Deno.exit(2);
}
const read = async (argument: string): Promise<EvaluationReport> => {
  const [, suffix, path] = /^(?:([a-z]+)=)?(.*)$/.exec(argument)!;
  const report = JSON.parse(await Deno.readTextFile(resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path)));
  return suffix ? withSuffix(report, suffix) : report;
};
const report = joinReports(await Promise.all(Deno.args.map(read)));
const parts = partRows(report), pairs = pairRows(report);
await Deno.writeTextFile(PAGE, ablationsPage(report, parts, pairs));
await Deno.writeTextFile(FIGURE, ablationsFigure(parts, pairs));
await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", PAGE.pathname] }).output();
console.error("written: docs/ablations.md, docs/ablations.svg");
