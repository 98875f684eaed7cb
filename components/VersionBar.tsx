/**
 * Which timelines of a track are shown: the model, what it is compared with, corrected or as predicted, and what the
 * colours stand for.
 * @module
 */
import type { Signal } from "@preact/signals";
import { Segments } from "./Segments.tsx";
import { strings } from "./strings.ts";
import type { Colouring } from "./track_session.ts";
import type { ShownVersions } from "./versions.ts";

interface VersionBarProps {
  /** Path of the track in the API. */
  base: string;
  /** Models that there are timelines of, newest first. */
  available: readonly { modelId: string; modelName: string }[];
  activeId: string | null;
  versions: ShownVersions;
  onChoose: (versions: ShownVersions) => void;
  showCorrected: Signal<boolean>;
  colouring: Signal<Colouring>;
}

const CORRECTED = [[true, strings.track.corrected], [false, strings.track.asPredicted]] as const;
const COLOURINGS = [["probability", strings.track.probability], ["movement", strings.track.movement]] as const;

export function VersionBar(props: VersionBarProps) {
  const { base, available, activeId, versions, onChoose, showCorrected, colouring } = props;
  const options = available.map(({ modelId, modelName }) => (
    <option key={modelId} value={modelId}>
      {modelId === activeId ? `${modelName} (${strings.workbench.active.toLowerCase()})` : modelName}
    </option>
  ));
  const exportOf = (format: string) =>
    `${base}/export?format=${format}&model=${versions.shown}&corrected=${showCorrected.value ? 1 : 0}`;
  return (
    <div class="version-bar">
      <label>
        {strings.track.version}
        <select
          value={versions.shown ?? ""}
          onChange={(event) => onChoose({ ...versions, shown: event.currentTarget.value })}
        >
          {options}
        </select>
      </label>
      {available.length > 1 && (
        <label>
          {strings.track.compareWith}
          <select
            value={versions.compared ?? ""}
            onChange={(event) => onChoose({ ...versions, compared: event.currentTarget.value || null })}
          >
            <option value="">{strings.track.compareNone}</option>
            {options}
          </select>
        </label>
      )}
      <Segments name={strings.track.show} value={showCorrected} choices={CORRECTED} />
      <Segments name={strings.track.colours} value={colouring} choices={COLOURINGS} />
      <span class="exports">
        <a href={exportOf("csv")} download>{strings.track.exportCsv}</a>
        <a href={exportOf("timeline-json")} download>{strings.track.exportJson}</a>
      </span>
    </div>
  );
}
