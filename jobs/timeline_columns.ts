/**
 * Timelines as columns, for pages: files of their own beside the stored timelines, which can always be made again. An
 * analysis makes them; for a timeline of before there were any, they are made when it is first looked at.
 * @module
 */
import { join } from "node:path";
import { COLUMNS_FORMAT, timelineToColumns } from "../core/emotion/timeline_columns.ts";
import { readTimelineJson } from "../formats/timeline_json.ts";
import { writeFileWhole } from "./write_file.ts";

export interface TimelineColumns {
  /** Makes those of a timeline from its JSON. */
  keep(sha256: string, text: string): Promise<void>;
  /** The bytes of a stored timeline; see {@link timelineToColumns}. */
  read(sha256: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * @param folder where the files are; made when it is needed.
 * @param textOf the JSON of a stored timeline, by its SHA-256.
 */
export function openTimelineColumns(folder: string, textOf: (sha256: string) => Promise<string>): TimelineColumns {
  const making = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const pathOf = (sha256: string) => join(folder, `${sha256}.${COLUMNS_FORMAT.toLowerCase()}`);

  function make(sha256: string, text: () => string | Promise<string>): Promise<Uint8Array<ArrayBuffer>> {
    const work = async () => {
      const bytes = timelineToColumns(readTimelineJson(await text()));
      await writeFileWhole(pathOf(sha256), bytes);
      return bytes;
    };
    const made = making.get(sha256) ?? work().finally(() => making.delete(sha256));
    making.set(sha256, made);
    return made;
  }

  return {
    async keep(sha256, text) {
      await make(sha256, () => text);
    },
    async read(sha256) {
      try {
        return await Deno.readFile(pathOf(sha256));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        return await make(sha256, () => textOf(sha256));
      }
    },
  };
}
