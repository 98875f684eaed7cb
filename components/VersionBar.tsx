/**
 * Which timelines of a track are shown: the model, what it is compared with, corrected or as predicted, and what the
 * colours stand for. Where there is no room for the choices in one row, the menus have them.
 * @module
 */
import { Segments } from "./Segments.tsx";
import { strings } from "./strings.ts";
import type { TrackSession } from "./track_session.ts";
import { byAnnotator, PREDICTED, type ShownVersions } from "./versions.ts";
import { MenuButton } from "./workbench/MenuButton.tsx";
import type { Workbench } from "./workbench/workbench.ts";

interface VersionBarProps {
  workbench: Workbench;
  session: TrackSession;
  /** Models that there are timelines of, newest first. */
  available: readonly { modelId: string; modelName: string }[];
  activeId: string | null;
  versions: ShownVersions;
  onChoose: (versions: ShownVersions) => void;
}

const CORRECTED = [[true, strings.track.corrected], [false, strings.track.asPredicted]] as const;
const COLOURINGS = [["probability", strings.track.probability], ["movement", strings.track.movement]] as const;

export function VersionBar({ workbench, session, available, activeId, versions, onChoose }: VersionBarProps) {
  const options = available.map(({ modelId, modelName }) => (
    <option key={modelId} value={modelId}>
      {modelId === activeId ? `${modelName} (${strings.workbench.active.toLowerCase()})` : modelName}
    </option>
  ));
  const annotators = session.annotators.value;
  return (
    <div class="version-bar">
      <label>
        <span>{strings.track.version}</span>
        <select
          value={versions.shown ?? ""}
          onChange={(event) => onChoose({ ...versions, shown: event.currentTarget.value })}
        >
          {options}
        </select>
      </label>
      {(available.length > 1 || annotators.length > 0) && (
        <label class={versions.compared ? "compare on" : "compare"}>
          <span>{strings.track.compareWith}</span>
          <select
            value={versions.compared ?? ""}
            onChange={(event) => onChoose({ ...versions, compared: event.currentTarget.value || null })}
          >
            <option value="">{strings.track.compareNone}</option>
            {options}
            {annotators.length > 0 && (
              <optgroup label={strings.track.thisModel}>
                <option value={PREDICTED}>{strings.track.asPredicted}</option>
                {annotators.length > 1 &&
                  annotators.filter(Boolean).map((name) => (
                    <option key={name} value={byAnnotator(name)}>{strings.track.correctedBy(name)}</option>
                  ))}
              </optgroup>
            )}
          </select>
        </label>
      )}
      <Segments name={strings.track.show} value={session.showCorrected} choices={CORRECTED} />
      <div class="colours">
        <Segments name={strings.track.colours} value={session.colouring} choices={COLOURINGS} />
      </div>
      <span class="menus">
        <MenuButton menu="track/view" label={strings.menus.view} workbench={workbench} />
        <MenuButton menu="track/export" label={strings.menus.export} workbench={workbench} />
      </span>
    </div>
  );
}
