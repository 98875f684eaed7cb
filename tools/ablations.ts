/**
 * `deno task table:ablations [SUFFIX=]REPORT.json…`: writes `docs/ablations.md` and its figure from reports of `moodline evaluate`, of the
 * same folds. Names of a report with a suffix get it, e.g. `default, views` of `views=report.json`.
 * @module
 */
import type { EvaluationReport } from "../core/evaluation/report.ts";
import { ablationsFigure } from "./ablations/figure.ts";
import { ablationsPage } from "./ablations/page.ts";
import { joinReports, pairRows, partRows, withSuffix } from "./ablations/study.ts";
import { calledPath, toolCall } from "./tool_call.ts";

const PAGE = new URL("../docs/ablations.md", import.meta.url);
const FIGURE = new URL("../docs/ablations.svg", import.meta.url);

const { files: reports } = toolCall({ task: "table:ablations", files: "[SUFFIX=]REPORT.json…" });
const read = async (argument: string): Promise<EvaluationReport> => {
  const [, suffix, path] = /^(?:([a-z]+)=)?(.*)$/.exec(argument)!;
  const report = JSON.parse(await Deno.readTextFile(calledPath(path)));
  return suffix ? withSuffix(report, suffix) : report;
};
const report = joinReports(await Promise.all(reports.map(read)));
const parts = partRows(report), pairs = pairRows(report);
await Deno.writeTextFile(PAGE, ablationsPage(report, parts, pairs));
await Deno.writeTextFile(FIGURE, ablationsFigure(parts, pairs));
await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", PAGE.pathname] }).output();
console.error("written: docs/ablations.md, docs/ablations.svg");
