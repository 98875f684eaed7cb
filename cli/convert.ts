/**
 * What `export` and `import` share: a text file in, a text out.
 * @module
 */
import { writeFileWhole } from "../jobs/write_file.ts";
import { path, requiredText } from "./arguments.ts";
import { type Call, UsageError } from "./command.ts";
import { say, shownPath } from "./output.ts";

/** Read `input`, convert it as `--format` says, and write it to `--out`, or to stdout without one. */
export async function convertFile(
  call: Call,
  input: string,
  converterOf: (format: string) => (text: string) => string,
): Promise<number> {
  const { services } = call, out = path(call, "out"), format = requiredText(call, "format");
  const convert = asUsage(() => converterOf(format));
  const text = named(shownPath(services, input), convert, await readText(input, shownPath(services, input)));
  if (out === undefined) services.stdout(text);
  else {
    await writeFileWhole(out, text);
    say(services, `written: ${shownPath(services, out)}`);
  }
  return 0;
}

/** Text of a file; an error names the file and the cause. */
export async function readText(path: string, shown: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : cause instanceof TypeError
      ? "it must be UTF-8 text"
      : (cause as Error).message;
    throw new Error(`Cannot read ${shown}: ${reason}`, { cause });
  }
}

/** Convert; an error names the file. */
function named(file: string, convert: (text: string) => string, text: string): string {
  try {
    return convert(text);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function asUsage<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
