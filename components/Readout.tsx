/**
 * What the colours and the step at the playhead are in numbers.
 * @module
 */
import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { heatmapDeviation } from "../core/emotion/heatmap.ts";
import type { TimelineStep } from "../core/emotion/timeline.ts";
import { Canvas, pixelPicture } from "./Canvas.tsx";
import { DIFFERENCE_COLOURS, shownColours } from "./colour_map.ts";
import { formatCoordinate, formatPercent, pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import type { TrackSession } from "./track_session.ts";

/** The colours from none to much, or from less over the same to more. */
export function Legend({ session }: { session: Pick<TrackSession, "differences" | "mapMaximum"> }) {
  const paintPixels = useRef(pixelPicture());
  const words = useComputed(() => {
    const difference = session.differences.value?.map;
    if (!difference) {
      return {
        name: strings.map.legend,
        low: strings.map.none,
        high: strings.map.atLeast(formatPercent(session.mapMaximum.value)),
      };
    }
    const furthest = formatPercent(difference.maximum);
    return { name: strings.map.legendMovement, low: `−${furthest}`, high: `+${furthest}` };
  }).value;
  return (
    <div class="legend">
      <span class="legend-name">{words.name}</span>
      <span>{words.low}</span>
      <Canvas
        paint={(surface) => {
          const colours = session.differences.value ? DIFFERENCE_COLOURS : shownColours.value;
          paintPixels.current(surface, colours.length, 1, (pixels) => pixels.set(colours));
        }}
      />
      <span>{words.high}</span>
    </div>
  );
}

/** What the marks on the map stand for. */
export function MarkerKey() {
  const marks = [["mean", strings.map.mean], ["path", strings.map.path], ["was", strings.map.was]];
  return (
    <ul class="marker-key">
      {marks.map(([kind, name]) => (
        <li key={kind}>
          <span class={`marker marker-${kind}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}

/** The step at the playhead in words. */
export function MoodNow({ session }: { session: TrackSession }) {
  const step = session.shown.step;
  const time = useComputed(() => step.value ? formatTime(step.value.startSeconds) : "");
  const words = useComputed(() =>
    step.value ? pointToWords(step.value.mean) : session.hidden.value ? strings.map.hidden : ""
  );
  return (
    <p class="mood-now">
      <span class="muted">{time}</span> <strong>{words}</strong>
    </p>
  );
}

/** The same in numbers: the means, how wide the map is about them, and how spread it is altogether. */
export function Readout({ session }: { session: TrackSession }) {
  const step = session.shown.step;
  const axis = (name: "arousal" | "valence") => ({ heatmap, mean }: TimelineStep) =>
    `${formatCoordinate(mean[name])} ± ${heatmapDeviation(heatmap)[name].toFixed(2)}`;
  return (
    <dl class="readout">
      <Reading name={strings.axes.arousal} step={step} text={axis("arousal")} />
      <Reading name={strings.axes.valence} step={step} text={axis("valence")} />
      <Reading name={strings.map.entropy} step={step} text={(s) => strings.map.nats(s.entropyNats.toFixed(2))} />
    </dl>
  );
}

/** To the figure of what moved the model's map at the playhead. */
export function WhyThisMap(
  { session, base, modelId }: { session: TrackSession; base: string; modelId: string | null },
) {
  const href = useComputed(() => {
    const second = Math.floor(session.shown.step.value?.startSeconds ?? 0);
    return `${base}/attribution?second=${second}${modelId ? `&model=${modelId}` : ""}`;
  });
  return (
    <a class="why" href={href} target="_blank" aria-label={strings.map.why} title={strings.map.why}>
      {strings.map.whyShown}
    </a>
  );
}

interface ReadingProps {
  name: string;
  step: TrackSession["shown"]["step"];
  text: (step: TimelineStep) => string;
}

function Reading({ name, step, text }: ReadingProps) {
  const value = useComputed(() => step.value ? text(step.value) : "–");
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
