/** Runs in Chromium: what compares, audits and draws, on a page of its own. Bundled by `comparing_test.ts`. */
import { computed, signal } from "@preact/signals";
import { render } from "preact";
import { AuditList } from "../../components/AuditList.tsx";
import { ComparisonBar } from "../../components/comparing/ComparisonBar.tsx";
import { createComparison } from "../../components/comparing/comparison.ts";
import { DifferenceLanes } from "../../components/comparing/DifferenceLanes.tsx";
import { DifferenceMap } from "../../components/comparing/DifferenceMap.tsx";
import { DistanceLane } from "../../components/comparing/DistanceLane.tsx";
import { openDistanceClient } from "../../components/comparing/distance_client.ts";
import { ExpectationMap } from "../../components/ExpectationMap.tsx";
import { exportPicture, type PictureFormat } from "../../components/export_picture.ts";
import { wholeView } from "../../components/time_axis.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import type { AuditFinding } from "../../core/review/audit.ts";

interface Given {
  a: HeatmapTimeline;
  b: HeatmapTimeline;
  findings: AuditFinding[];
  /** Of a model that expects something, and of one that does not. */
  models: [string, string];
}

function Page({ a, b, findings, models }: Given) {
  const playhead = signal(0), view = signal(wholeView(a.source.durationSeconds)), one = signal(a), two = signal(b);
  const client = openDistanceClient(() =>
    new Worker(new URL("../../workers/distances.ts", import.meta.url), { type: "module" })
  );
  const comparison = createComparison({ a: one, b: two, askDistances: client.ask });
  const stepIndex = computed(() => Math.floor(playhead.value)), go = (seconds: number) => playhead.value = seconds;
  return (
    <main class="page">
      <h1>Comparing</h1>
      <output id="playhead">{playhead}</output>
      <ComparisonBar comparison={comparison} playhead={playhead} onJump={go} />
      <div class="lanes" id="lanes" aria-label="Two versions">
        <DifferenceLanes a={one} b={two} view={view} />
        <DistanceLane comparison={comparison} view={view} />
      </div>
      <div class="maps" id="map">
        <DifferenceMap a={one} b={two} stepIndex={stepIndex} names={["default-2", "default-1"]} />
      </div>
      <AuditList
        findings={findings}
        heard={false}
        hearing={null}
        onHear={() => go(-1)}
        onJump={({ startSeconds }) => go(startSeconds)}
      />
      <ExpectationMap modelId={models[0]} playheadMap={computed(() => a.steps[stepIndex.value]?.heatmap ?? null)} />
      <div id="none">
        <ExpectationMap modelId={models[1]} />
      </div>
    </main>
  );
}

Object.assign(globalThis, {
  show: (given: Given) => render(<Page {...given} />, document.body),
  /** The picture of an element as a data URL. */
  async exported(selector: string, format: PictureFormat): Promise<string> {
    const blob = await exportPicture([document.querySelector<HTMLElement>(selector)!], format),
      reader = new FileReader();
    reader.readAsDataURL(blob);
    await new Promise((resolve) => reader.onload = resolve);
    return reader.result as string;
  },
});
