/**
 * Which timelines of a track are shown: the model, what it is compared with, corrected or as predicted.
 * @module
 */
import type { Signal } from "@preact/signals";
import { strings } from "./strings.ts";
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
}

export function VersionBar({ base, available, activeId, versions, onChoose, showCorrected }: VersionBarProps) {
  const options = available.map(({ modelId, modelName }) => (
    <option key={modelId} value={modelId}>
      {modelId === activeId ? `${modelName} (${strings.models.active.toLowerCase()})` : modelName}
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
      <fieldset class="segments">
        <legend>{strings.track.show}</legend>
        {([[true, strings.track.corrected], [false, strings.track.asPredicted]] as const).map(([value, label]) => (
          <label key={label}>
            <input
              type="radio"
              name="show"
              checked={showCorrected.value === value}
              onChange={() =>
                showCorrected.value = value}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <span class="exports">
        <a href={exportOf("csv")} download>{strings.track.exportCsv}</a>
        <a href={exportOf("timeline-json")} download>{strings.track.exportJson}</a>
      </span>
    </div>
  );
}
