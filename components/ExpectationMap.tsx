/**
 * Figure 3 of Schmidt & Kim (2011), to be touched: point at a place of the map, see where the model expects the emotion to
 * go next.
 * @module
 */
import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { CELL_COUNT, cellToPoint, pointToCell } from "../core/emotion/grid.ts";
import type { Heatmap } from "../core/emotion/heatmap.ts";
import { mapAfter } from "../core/model/map_after.ts";
import {
  type Expectation,
  fromCellText,
  fromMapText,
  likeliestBut,
  nextFrom,
  readExpectation,
  words,
} from "./expectation.ts";
import { CellGrid } from "./CellGrid.tsx";
import { placeToPoint } from "./map_painting.ts";
import { MapPicture, Marker, type PaintedMap } from "./MapPicture.tsx";
import { formatPercent } from "./mood_words.ts";
import { Segments } from "./Segments.tsx";
import { strings } from "./strings.ts";

interface ExpectationMapProps {
  modelId: string;
  /** Offered as another start, where there is one. */
  playheadMap?: ReadonlySignal<Heatmap | null>;
}

type Source = "cell" | "playhead";
type Answer = { kind: "loading" } | { kind: "failed"; why: string } | { kind: "known"; next: Expectation };

const SOURCES = [["cell", strings.expectation.cell], ["playhead", strings.expectation.playhead]] as const;
const MIDDLE = CELL_COUNT >> 1;

export function ExpectationMap({ modelId, playheadMap }: ExpectationMapProps) {
  const answer = useSignal<Answer>({ kind: "loading" });
  useEffect(() => {
    const leaving = new AbortController();
    answer.value = { kind: "loading" };
    readExpectation(modelId, leaving.signal).then((next) => answer.value = { kind: "known", next }).catch((error) => {
      if (!leaving.signal.aborted) answer.value = { kind: "failed", why: (error as Error).message };
    });
    return () => leaving.abort();
  }, [modelId]);
  return (
    <section class="panel expectation" aria-labelledby="expectation-title">
      <h2 id="expectation-title">{strings.expectation.title}</h2>
      {answer.value.kind === "loading" && <p class="muted" role="status">{strings.expectation.loading}</p>}
      {answer.value.kind === "failed" && (
        <p class="error" role="alert">{strings.expectation.failed(answer.value.why)}</p>
      )}
      {answer.value.kind === "known" &&
        (answer.value.next
          ? <NextMap next={answer.value.next} playheadMap={playheadMap} />
          : <p>{strings.expectation.none}</p>)}
    </section>
  );
}

function NextMap({ next, playheadMap }: { next: Float32Array; playheadMap?: ReadonlySignal<Heatmap | null> }) {
  const cell = useSignal(MIDDLE), source: Signal<Source> = useSignal("cell"), field = useRef<HTMLDivElement>(null);
  const start = useComputed(() => source.value === "playhead" ? playheadMap?.value ?? null : null);
  const after = useComputed(() => start.value && mapAfter(start.value, next));
  const text = useComputed(() =>
    start.value && after.value ? fromMapText(start.value, after.value) : fromCellText(next, cell.value)
  );
  const read = (): PaintedMap => {
    if (start.value && after.value) return { heatmap: after.value, from: start.value, maximum: furthest(start, after) };
    const row = nextFrom(next, cell.value);
    // Most of it stays: the colours are for what does not.
    return { heatmap: row, maximum: row[likeliestBut(row, cell.value)] };
  };
  function point(event: PointerEvent) {
    const { left, top, width, height } = field.current!.getBoundingClientRect();
    cell.value = pointToCell(placeToPoint((event.clientX - left) / width, (event.clientY - top) / height));
    source.value = "cell";
  }
  return (
    <>
      <p class="muted">{strings.expectation.lead}</p>
      {playheadMap && <Segments name={strings.expectation.sources} value={source} choices={SOURCES} />}
      <MapPicture label={text} read={read} fieldRef={field}>
        <CellGrid
          label={strings.expectation.grid}
          cell={cell}
          textOf={(at, isCurrent) =>
            isCurrent
              ? fromCellText(next, at)
              : strings.expectation.to(words(at), formatPercent(nextFrom(next, cell.value)[at]))}
          onGo={() => source.value = "cell"}
          onPointerMove={point}
          onPointerDown={point}
        />
        <Marker kind="mean" at={useComputed(() => start.value ? null : cellToPoint(cell.value))} />
      </MapPicture>
      {/* Of the playhead it is not spoken: while it plays that would never end. */}
      <p role={source.value === "cell" ? "status" : undefined}>{text}</p>
    </>
  );
}

/** Difference of the last colours. */
function furthest(before: ReadonlySignal<Heatmap | null>, after: ReadonlySignal<Heatmap | null>): number {
  let most = 0;
  for (let c = 0; c < CELL_COUNT; c++) most = Math.max(most, Math.abs(after.value![c] - before.value![c]));
  return most;
}
