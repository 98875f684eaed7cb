/**
 * How well the live page keeps up, measured on this machine.
 * @module
 */
import type { LiveSession } from "./live_session.ts";
import { strings } from "./strings.ts";

export function LiveFigures({ session }: { session: LiveSession }) {
  const { value: figures } = session.figures, { value: engine } = session.engine;
  const rows = [
    ["updates", strings.live.updates, figures?.updatesPerSecond.toFixed(1)],
    ["behind", strings.live.behind, figures && strings.live.behindValue(figures.behindMs, figures.mostBehindMs)],
    ["busy", strings.live.busy, figures && strings.live.busyValue(figures.busyMs)],
    ["engine", strings.live.engine, engine && strings.live.engineValue(engine.backend, engine.kernels)],
  ];
  return (
    <section aria-labelledby="live-figures">
      <h2 id="live-figures">{strings.live.figures}</h2>
      <dl class="facts">
        {rows.map(([key, name, value]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd data-figure={key}>{value ?? "–"}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
