/**
 * The map of the last second with the way of its mean, and the mood in words.
 * @module
 */
import { signal, useComputed } from "@preact/signals";
import { Canvas, type Surface } from "./Canvas.tsx";
import type { LiveSession } from "./live_session.ts";
import { MapPicture, Marker } from "./MapPicture.tsx";
import { pointToPlace } from "./map_painting.ts";
import { pointToWords } from "./mood_words.ts";
import { Legend } from "./Readout.tsx";
import { strings } from "./strings.ts";
import type { Point } from "../core/emotion/grid.ts";

/** No differences are shown here. */
const NONE = signal(null);

export function LivePicture({ session }: { session: LiveSession }) {
  const words = useComputed(() => session.mean.value ? pointToWords(session.mean.value) : strings.live.states.idle);
  const heard = useComputed(() => session.map.value !== null);
  const label = useComputed(() =>
    session.mean.value && session.likeliest.value
      ? strings.live.mapLabel(pointToWords(session.mean.value), pointToWords(session.likeliest.value))
      : strings.live.mapEmpty
  );
  return (
    <>
      <p class="mood-now">
        <strong>{words}</strong>
      </p>
      <div class="maps">
        <MapPicture
          label={label}
          read={() => {
            const map = session.map.value;
            return map && { heatmap: map.heatmap, maximum: session.maximum.value };
          }}
        >
          <Canvas class="trail" paint={(surface) => paintTrail(surface, session.trail.value)} />
          <Marker kind="mean" at={session.mean} />
        </MapPicture>
      </div>
      {heard.value && <Legend session={{ differences: NONE, mapMaximum: session.maximum }} />}
      <p class="muted">{strings.live.trail}</p>
    </>
  );
}

/** The way of the mean, fainter the longer ago: dark below light, so that it is seen on every colour. */
function paintTrail({ context, width, height, ratio }: Surface, trail: readonly Point[]): void {
  context.lineCap = "round";
  for (const [colour, lineWidth] of [["#000000", 4], ["#ffffff", 2]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth * ratio;
    for (let i = 1; i < trail.length; i++) {
      const from = pointToPlace(trail[i - 1]), to = pointToPlace(trail[i]);
      context.globalAlpha = i / trail.length;
      context.beginPath();
      context.moveTo(from.left * width, from.top * height);
      context.lineTo(to.left * width, to.top * height);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}
