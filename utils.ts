/**
 * What every request carries, and Fresh's `define` typed by it.
 * @module
 */
import { createDefine } from "fresh";
import type { Workspace } from "./jobs/workspace.ts";

export interface ServerSettings {
  /** Host names that requests may be addressed to, lower case; `*` for any. */
  allowedHosts: readonly string[];
  uploadLimits: UploadLimits;
  /** The software's version. */
  version: string;
}

export interface UploadLimits {
  bytesPerFile: number;
  /** Most files of one request. */
  files: number;
}

export interface State {
  workspace: Workspace;
  settings: ServerSettings;
  /** Of the page: its handler or error page sets it, `_app.tsx` shows it. */
  title?: string;
}

export const define = createDefine<State>();
