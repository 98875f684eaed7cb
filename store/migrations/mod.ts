/**
 * Every migration by name, in order. They go forward only: a released one is never edited, a fault is mended by the next.
 * @module
 */
import type { Migration } from "kysely/migration";
import * as start from "./0001_start.ts";
import * as corrections from "./0002_corrections.ts";
import * as audits from "./0003_audits.ts";
import * as tiles from "./0004_tiles.ts";
import * as auditsAgain from "./0005_audits_again.ts";

export const migrations: Record<string, Migration> = {
  "0001_start": start,
  "0002_corrections": corrections,
  "0003_audits": audits,
  "0004_tiles": tiles,
  "0005_audits_again": auditsAgain,
};
