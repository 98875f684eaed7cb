/**
 * `moodline serve`: the web app.
 * @module
 */
import { cacheFolder, cacheOptions, decoderChoice, decoderOption, path, text, wholeNumber } from "./arguments.ts";
import { type Command, UsageError } from "./command.ts";

const ROLES = ["all", "web", "worker"] as const;

export const serve: Command = {
  name: "serve",
  summary: "run the web app: upload, listen, correct, retrain",
  usage: "[options]",
  options: {
    port: { type: "string", short: "p", value: "N", help: "port to listen on (default: 8000; 0 takes a free one)" },
    host: { type: "string", value: "ADDRESS", help: "address to listen on (default: 127.0.0.1, this machine only)" },
    "allow-host": { type: "string", value: "NAMES", help: "more names to be reached by, with commas (* for any)" },
    jobs: { type: "string", value: "N", help: "files analysed at the same time (default: one a core, at most 4)" },
    data: {
      type: "string",
      value: "DIR",
      help: "folder for everything that is kept (default: the user's data folder)",
    },
    ...cacheOptions,
    "pcm-cache": {
      type: "string",
      value: "GB",
      help: "most gigabytes of decoded audio that are kept for playback (default: 4)",
    },
    role: { type: "string", value: ROLES.join("|"), help: "serve pages, do the work, or both (default: all)" },
    ...decoderOption("npm"),
  },
  examples: ["deno task moodline serve", "deno task moodline serve --port 8080 --data /srv/moodline"],
  async run(call) {
    if (call.positionals.length > 0) throw new UsageError("serve takes options only");
    const role = text(call, "role") as typeof ROLES[number] | undefined;
    if (role !== undefined && !ROLES.includes(role)) {
      throw new UsageError(`--role must be one of ${ROLES.join(", ")}, current value is ${role}`);
    }
    return await call.services.serve({
      port: wholeNumber(call, "port", { min: 0, max: 65_535 }),
      host: text(call, "host"),
      dataDirectory: path(call, "data"),
      role,
      allowedHosts: text(call, "allow-host")?.split(",").map((name) => name.trim().toLowerCase()),
      jobs: wholeNumber(call, "jobs", { min: 1, max: 256 }),
      decoder: decoderChoice(call),
      cacheFolder: await cacheFolder(call),
      pcmBytes: gigabytes(wholeNumber(call, "pcm-cache", { min: 0, max: 100_000 })),
    });
  },
};

function gigabytes(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count * 2 ** 30;
}
