import { basename } from "node:path";

/** An audio file could not be read. The message is one line that names the file and what is wrong with it. */
export class AudioError extends Error {
  override readonly name = "AudioError";

  /**
   * @param path The file.
   * @param problem What is wrong, e.g. `it is empty (0 bytes)`.
   * @param action What was attempted, e.g. `decode`.
   */
  constructor(readonly path: string, readonly problem: string, options: ErrorOptions & { action?: string } = {}) {
    super(`Cannot ${options.action ?? "decode"} ${oneLine(basename(path))}: ${oneLine(problem)}`, options);
  }
}

/** File names and the text of damaged files may hold anything: keep control characters off the terminal. */
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}
