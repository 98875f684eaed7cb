/**
 * What the picture of a track means, in a few sentences below it; who knows folds it away, and it stays folded.
 * @module
 */
import { strings } from "./strings.ts";
import type { Version } from "./versions.ts";

interface GuideProps {
  /** The model whose timeline is shown. */
  model: Version | undefined;
  open: boolean;
  onToggle: (open: boolean) => void;
}

export function ReadingGuide({ model, open, onToggle }: GuideProps) {
  return (
    <details
      class="guide"
      open={open}
      onToggle={(event) => onToggle(event.currentTarget.open)}
    >
      <summary>{strings.guide.title}</summary>
      <dl>
        {strings.guide.parts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {model?.card?.description ? <ModelPart {...model} /> : null}
      </dl>
    </details>
  );
}

function ModelPart({ id, name, card }: Version) {
  return (
    <div>
      <dt>{strings.guide.model(name)}</dt>
      <dd>
        {String(card?.description)}. <a href={`/models#model-${id}`}>{strings.guide.howGood}</a>
      </dd>
    </div>
  );
}
