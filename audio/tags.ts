/** What a file says about its music. */

export interface Tags {
  /** null where the file does not say. */
  title: string | null;
  artist: string | null;
}

const MAX_CHARACTERS = 300;

/** Title and artist of an audio file. A file whose tags can not be read has none: they are never worth an error. */
export async function readTags(path: string): Promise<Tags> {
  const { parseFile } = await import("music-metadata");
  try {
    const { common } = await parseFile(path, { skipCovers: true, duration: false });
    return { title: line(common.title), artist: line(common.artist) };
  } catch {
    return { title: null, artist: null };
  }
}

function line(text: string | undefined): string | null {
  // deno-lint-ignore no-control-regex
  return text?.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim().slice(0, MAX_CHARACTERS) || null;
}
