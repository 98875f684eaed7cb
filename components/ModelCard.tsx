/**
 * One model version: what it is, how good it is, and what can be done with it.
 * @module
 */
import { useId } from "preact/hooks";
import { type CardRow, cardRows, formatBytes } from "./model_card.ts";
import { strings } from "./strings.ts";

interface ModelCardProps {
  id: string;
  name: string;
  recipe: string;
  /** null when it was trained from scratch, or its parent is not here. */
  parentName: string | null;
  active: boolean;
  sha256: string;
  bytes: number;
  card: Record<string, unknown>;
  /** Name of the version to go back to; null where that makes no sense. */
  rollBack: string | null;
  onPromote: () => void;
  onRollBack: () => void;
}

/** What one wants to know first, in this order. */
const FIRST = ["description", "trainingData", "corrections", "training", "licence"];
/** Shown elsewhere on the card. */
const SHOWN_APART = ["id", "recipe", "evaluation", "parent", "moved"];

export function ModelCard(props: ModelCardProps) {
  const { id, name, active, card, rollBack } = props, nameId = useId();
  const inherited = (card.parent as { evaluation?: unknown } | undefined)?.evaluation;
  const figures = card.evaluation ?? inherited, evaluation = evaluationRows(figures);
  const first = Object.fromEntries(FIRST.filter((key) => key in card).map((key) => [key, card[key]]));
  const facts: CardRow[] = [
    { name: strings.models.parent, value: props.parentName ?? strings.models.noParent },
    ...cardRows(first),
    { name: strings.models.recipe, value: props.recipe },
    { name: strings.models.size, value: formatBytes(props.bytes) },
    { name: strings.models.hash, value: props.sha256 },
  ];
  const details = cardRows(card, { without: [...FIRST, ...SHOWN_APART] });
  return (
    <article class={active ? "model model-active" : "model"} aria-labelledby={nameId} data-part={`model-${id}`}>
      <div class="heading">
        <h2 id={nameId}>
          {name} {active && <span class="tag tag-active">{strings.workbench.active}</span>}
        </h2>
        <div class="buttons">
          {!active && (
            <button type="button" class="primary" aria-label={strings.retrain.promote(name)} onClick={props.onPromote}>
              {strings.models.promote}
            </button>
          )}
          {active && rollBack && (
            <button type="button" onClick={props.onRollBack}>{strings.models.rollBackTo(rollBack)}</button>
          )}
          <a class="button" href={`/models/${id}`} aria-label={strings.models.unitsNamed(name)}>
            {strings.models.units}
          </a>
          <a class="button" href={`/api/models/${id}/file`} download aria-label={strings.models.downloadNamed(name)}>
            {strings.models.download}
          </a>
        </div>
      </div>
      <div class="model-columns">
        <Facts rows={facts} />
        <section>
          <h3>
            {figures === inherited && inherited
              ? strings.models.evaluationBefore(props.parentName)
              : strings.models.evaluation}
          </h3>
          <Verdict evaluation={figures} />
          {evaluation.length > 0
            ? (
              <>
                <Facts rows={evaluation} />
                <p class="muted">{strings.models.unitsNote}</p>
              </>
            )
            : <p class="muted">{strings.models.noEvaluation}</p>}
          <MovedOnProbes moved={card.moved} parentName={props.parentName} />
        </section>
      </div>
      {details.length > 0 && (
        <details>
          <summary>{strings.models.details}</summary>
          <Facts rows={details} />
        </details>
      )}
      <details>
        <summary>{strings.models.raw}</summary>
        <pre tabIndex={0}>{JSON.stringify(card, null, 2)}</pre>
      </details>
    </article>
  );
}

/** Figures that we know go by their names in words, in the order of the catalogue; then all others. */
function evaluationRows(evaluation: unknown): CardRow[] {
  if (evaluation === null || typeof evaluation !== "object") return [];
  const figures = evaluation as Record<string, unknown>, { measures } = strings.models;
  const known = Object.keys(measures).filter((key) => key in figures);
  return [
    ...known.flatMap((key) =>
      cardRows({ [key]: figures[key] }).map(({ value }) => {
        const [name, unit] = measures[key];
        return { name, value: unit === "" || value.endsWith(unit) || value === "–" ? value : `${value} ${unit}` };
      })
    ),
    ...cardRows(figures, { without: known }),
  ];
}

/** Whether it has learned anything: the two figures that matter most, as a sentence. */
function Verdict({ evaluation }: { evaluation: unknown }) {
  const { nllNats, floorNllNats } = (evaluation ?? {}) as Record<string, unknown>;
  if (typeof nllNats !== "number" || typeof floorNllNats !== "number") return null;
  const gain = floorNllNats - nllNats;
  return <p>{strings.models.verdict(Math.abs(gain).toFixed(2), gain > 0)}</p>;
}

/** How far a retrained version has moved on music that nobody corrected: from its parent, and from the first of its line. */
function MovedOnProbes({ moved, parentName }: { moved: unknown; parentName: string | null }) {
  const { clips, fromParent, fromOriginal } = (moved ?? {}) as Record<string, unknown>;
  const [parent, original] = [fromParent, fromOriginal].map(movedText);
  if (typeof clips !== "number" || parent === null || original === null) return null;
  return <p>{strings.models.moved({ clips, parentName, parent, original })}</p>;
}

/** `0.012 A–V units (0.0034 nats)`; null for what no version writes. */
function movedText(moved: unknown): string | null {
  const { emd, klNats } = (moved ?? {}) as Record<string, unknown>;
  if (typeof emd !== "number" || typeof klNats !== "number") return null;
  return strings.models.movedBy(emd.toFixed(3), klNats.toFixed(4));
}

function Facts({ rows }: { rows: readonly CardRow[] }) {
  return (
    <dl class="facts">
      {rows.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
