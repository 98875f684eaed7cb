import { type SongSummary, writeSummaryCsv } from "../../formats/summary_csv.ts";
import { getModel } from "../../store/models.ts";
import { listSummaries } from "../../store/timelines.ts";
import { define } from "../../utils.ts";
import { endpoint, found } from "./(_endpoint)/endpoint.ts";
import { contentDisposition } from "./(_endpoint)/files.ts";
import { modelIdOf } from "./(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("exportSummary", async (ctx, { scope, query }) => {
    const { workspace } = ctx.state;
    const modelId = await modelIdOf(workspace, scope, query.model);
    const model = found(await getModel(workspace.db, scope, modelId), "exportSummary");
    const songs = (await listSummaries(workspace.db, scope, modelId)).map(({ name, summary }): SongSummary => ({
      ...JSON.parse(summary),
      name,
    }));
    return new Response(writeSummaryCsv(songs), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": contentDisposition({ name: `moodline-${model.name}.csv`, attachment: true }),
        "cache-control": "no-store",
      },
    });
  }),
});
