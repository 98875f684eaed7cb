/**
 * What `export` and `import` share: a text file in, a text out.
 * @module
 */
import { writeFileWhole } from "../jobs/write_file.ts";
import { path, requiredText } from "./arguments.ts";
import { asUsage, type Call } from "./command.ts";
import { named, readText } from "./input.ts";
import { say, shownPath } from "./output.ts";

/** Read `input`, convert it as `--format` says, and write it to `--out`, or to stdout without one. */
export async function convertFile(
  call: Call,
  input: string,
  converterOf: (format: string) => (text: string) => string,
): Promise<number> {
  const { services } = call, out = path(call, "out"), format = requiredText(call, "format");
  const convert = asUsage(() => converterOf(format));
  const shown = shownPath(services, input), content = await readText(input, shown);
  const text = named(shown, () => convert(content));
  if (out === undefined) services.stdout(text);
  else {
    await writeFileWhole(out, text);
    say(services, `written: ${shownPath(services, out)}`);
  }
  return 0;
}
