/**
 * What `export` and `import` share: a text file in, a text out.
 * @module
 */
import { writeFileWhole } from "../jobs/write_file.ts";
import { path, requiredText } from "./arguments.ts";
import { asUsage, type Call } from "./command.ts";
import { named, readText } from "./input.ts";
import { say, shownPath } from "./output.ts";

/** How to convert. */
interface Conversion {
  /** What a format makes of a text; throws where there is no such format. */
  converterOf: (format: string) => (text: string) => string;
  /** What is written to a file; the text itself by default. */
  finish?: (text: string, out: string) => string | Promise<Uint8Array>;
}

/** Read `input`, convert it as `--format` says, and write it to `--out`, or to stdout without one. */
export async function convertFile(
  call: Call,
  input: string,
  { converterOf, finish = (text) => text }: Conversion,
): Promise<number> {
  const { services } = call, out = path(call, "out"), format = requiredText(call, "format");
  const convert = asUsage(() => converterOf(format));
  const shown = shownPath(services, input), content = await readText(input, shown);
  const text = named(shown, () => convert(content));
  if (out === undefined) services.stdout(text);
  else {
    await writeFileWhole(out, await finish(text, out));
    say(services, `written: ${shownPath(services, out)}`);
  }
  return 0;
}
