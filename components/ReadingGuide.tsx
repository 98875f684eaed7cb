/**
 * What the picture of a track means, in a few sentences below it; who knows folds it away, and it stays folded.
 * @module
 */
import { useState } from "preact/hooks";
import { strings } from "./strings.ts";
import type { Version } from "./versions.ts";

const KEY = "moodline.guide";

interface GuideProps {
  /** The model whose timeline is shown. */
  model: Version | undefined;
}

export function ReadingGuide({ model }: GuideProps) {
  const [open] = useState(() => localStorage.getItem(KEY) !== "folded");
  return (
    <details
      class="guide"
      open={open}
      onToggle={(event) => localStorage.setItem(KEY, event.currentTarget.open ? "open" : "folded")}
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
