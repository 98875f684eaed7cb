/**
 * The workbench of a page that begins with a track: the code of its editor comes with the page instead of after it.
 * @module
 */
import TrackTab from "../components/workbench/TrackTab.tsx";
import type { GivenWorkbench } from "../components/workbench/workbench.ts";
import Workbench from "./Workbench.tsx";

export default function TrackWorkbench(props: GivenWorkbench) {
  return <Workbench {...props} />;
}

/** Named, so that it is fetched with this module. */
TrackWorkbench.editor = TrackTab;
