import { HttpError, page } from "fresh";
import { strings } from "../../components/strings.ts";
import { PlainFrame } from "../../components/workbench/PlainFrame.tsx";
import { unitFigure, unitName } from "../../formats/figures/unit_figure.ts";
import { storedInsight } from "../../jobs/stored_insight.ts";
import { getModel } from "../../store/models.ts";
import { define } from "../../utils.ts";

/** Units at first, and at most: more would be megabytes of a page. */
const FIRST_UNITS = 12, MOST_UNITS = 400;

export const handler = define.handlers({
  async GET(ctx) {
    const { workspace } = ctx.state, model = await getModel(workspace.db, workspace.scope, ctx.params.id);
    if (!model) throw new HttpError(404, "Cannot show a model: there must be one of this id in the project");
    const units = ctx.url.searchParams.get("units") === "all" ? MOST_UNITS : FIRST_UNITS;
    const insight = await storedInsight(workspace, model, { units, signal: ctx.req.signal });
    ctx.state.title = strings.units.title(model.name);
    const figures = insight.units.map((unit) => ({ name: unitName(unit), svg: unitFigure(insight, unit) }));
    return page({ id: model.id, name: model.name, figures, all: insight.heardUnits });
  },
});

export default define.page<typeof handler>(({ data: { id, name, figures, all }, url }) => (
  <PlainFrame path={url.pathname}>
    <div class="page">
      <div class="heading">
        <h1>{strings.units.title(name)}</h1>
        <a class="button" href="/models">{strings.units.back}</a>
      </div>
      {all === 0 ? <p class="empty">{strings.units.none}</p> : (
        <>
          <p class="lead">{strings.units.lead(figures.length, all)} {strings.units.howToRead}</p>
          {/* The figures escape all they are made of. */}
          {figures.map(({ name, svg }) => <figure key={name} class="unit" dangerouslySetInnerHTML={{ __html: svg }} />)}
          {figures.length < Math.min(all, MOST_UNITS) && (
            <p>
              <a class="button" href={`/models/${id}?units=all`}>{strings.units.all(Math.min(all, MOST_UNITS))}</a>
            </p>
          )}
        </>
      )}
    </div>
  </PlainFrame>
));
