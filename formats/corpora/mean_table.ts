/**
 * A row a song, a column a moment: `song_id,sample_15000ms,sample_15500ms,…`, one file an axis. EmoMusic has it, and DEAM.
 * @module
 */
import { CsvTable } from "../csv_table.ts";
import type { RatingScale } from "../import_options.ts";
import { onScale } from "./mean_rows.ts";

const MOMENT = /^sample_(\d+)ms$/;

/** Values of each song by time in milliseconds; empty cells are left out. */
export type SongValues = Map<string, Map<number, number>>;

/** Whether a header is of this form. */
export function isMeanTable(text: string): boolean {
  return /^\uFEFF?"?song_id"?,"?sample_\d+ms/i.test(text);
}

/**
 * @param what the file, for errors.
 * @throws SyntaxError or RangeError naming the line and the column.
 */
export function readMeanTable(what: string, text: string, scale: RatingScale): SongValues {
  const table = new CsvTable(what, text), songs: SongValues = new Map();
  const moments = table.header.slice(1).map((name) => Number(MOMENT.exec(name.toLowerCase())?.[1] ?? NaN));
  const wrong = moments.findIndex(Number.isNaN);
  if (table.header[0].toLowerCase() !== "song_id" || moments.length === 0 || wrong >= 0) {
    const found = wrong >= 0 ? table.header[wrong + 1] : table.header.join(",").slice(0, 80);
    table.fail(SyntaxError, "the header must be song_id,sample_15000ms,sample_15500ms,…", `current value is ${found}`);
  }
  table.requireRows("song");
  for (const row of table.rows) {
    table.requireCells(row);
    const song = table.text(row, { name: "song_id", at: 0 }), values = new Map<number, number>();
    if (songs.has(song)) {
      table.fail(RangeError, `line ${row.line}: a song must be there once`, `current value is ${song} again`);
    }
    moments.forEach((moment, i) => {
      const cell = row.cells[i + 1];
      // Shorter songs end with empty cells.
      if (cell === "" || /^nan?$/i.test(cell)) return;
      values.set(moment, onScale(table, row, { name: table.header[i + 1], at: i + 1 }, scale));
    });
    songs.set(song, values);
  }
  return songs;
}

/**
 * Put files together that must hold the same songs at the same moments.
 * @param files by name, the first one sets what the others must hold.
 * @throws RangeError naming the file and the song.
 */
export function joinTables<K extends string>(
  files: Record<K, { name: string; songs: SongValues }>,
): Map<string, ({ seconds: number } & Record<K, number>)[]> {
  const keys = Object.keys(files) as K[], [first, ...others] = keys.map((key) => files[key]);
  for (const { name, songs } of others) {
    const odd = [...songs.keys()].find((song) => !first.songs.has(song));
    if (odd !== undefined) mismatch(name, `song ${odd}`, first.name);
  }
  return new Map(Array.from(first.songs, ([song, values]) => {
    const rows = [...values.keys()].sort((a, b) => a - b).map((moment) => {
      const row = keys.map((key) => {
        const { name, songs } = files[key], value = songs.get(song)?.get(moment);
        if (value === undefined) mismatch(first.name, `song ${song} at ${moment} ms`, name);
        return [key, value];
      });
      return { seconds: moment / 1000, ...Object.fromEntries(row) as Record<K, number> };
    });
    return [song, rows];
  }));
}

function mismatch(has: string, what: string, lacks: string): never {
  throw new RangeError(
    `Cannot read the annotations: all files must hold the same songs and times, current ${has} has ${what}, ${lacks} has not`,
  );
}

/** The text of a file that lies beside the source. @throws RangeError if it is not there. */
export function companion(companions: Record<string, string> | undefined, name: string): string {
  const text = companions?.[name];
  if (text !== undefined) return text;
  throw new RangeError(
    `Cannot read the annotations: ${name} must lie beside the file, current files there are ${
      Object.keys(companions ?? {}).join(", ") || "none of the others"
    }`,
  );
}
