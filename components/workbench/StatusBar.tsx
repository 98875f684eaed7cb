/**
 * The line at the foot: whether the page hears of changes, whether everything is saved, what the server does.
 * @module
 */
import { browserStorage } from "../browser_storage.ts";
import type { Letter } from "../outbox.ts";
import { strings } from "../strings.ts";
import { pathOfTrack } from "./address.ts";
import type { Workbench } from "./workbench.ts";

export function StatusBar({ workbench: { library, outbox, commands } }: { workbench: Workbench }) {
  const letters = outbox.value?.letters.value ?? [], refused = letters.filter(({ refusal }) => refusal !== undefined);
  const waiting = letters.length - refused.length, active = library.active.value;
  const running = [...library.jobs.value.values()].filter(({ state }) => state === "running" || state === "queued");
  const isConnected = library.connected.value;
  return (
    <footer class="status-bar">
      <div role="status">
        {isConnected === null
          ? <span>{strings.app.connecting}</span>
          : (
            <span class={isConnected ? "connected" : "offline"}>
              {isConnected ? strings.app.connected : strings.app.offline}
            </span>
          )}
        {browserStorage.forgetful.value && <span class="offline">{strings.app.forgetful}</span>}
        {waiting > 0 && <span>{strings.correction.waiting(waiting)}</span>}
        {refused.length > 0 && (
          <a class="offline" href={pathOfTrack(trackOf(refused[0]))}>{strings.correction.refusals(refused.length)}</a>
        )}
      </div>
      {running.length > 0 && (
        <button
          type="button"
          class="quiet"
          onClick={() => commands.run("moodline.workbench.showJobs")}
        >
          {strings.workbench.running(running.length)}
        </button>
      )}
      <a class="status-model" href="/models">
        {active ? strings.workbench.activeModel(active.name) : strings.workbench.noModel}
      </a>
    </footer>
  );
}

/** Letters go to `/api/tracks/ID/corrections`. */
const trackOf = ({ path }: Letter) => path.split("/")[3];
