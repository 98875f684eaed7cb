/**
 * Runs the command line inside the test, with a folder of its own as the place the user called from.
 * @module
 */
import { join } from "node:path";
import type { CliServices, ServeOptions } from "../../cli/command.ts";
import { runCli } from "../../cli/main.ts";
import { type TestingCompute, testingModel } from "../../jobs/testing.ts";
import { selectKernels } from "../../kernels/select.ts";
import { plainCompute } from "./plain_compute.ts";

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Place {
  folder: string;
  compute: TestingCompute;
  /** What `serve` was asked for, call by call. */
  served: ServeOptions[];
  run(...args: string[]): Promise<Run>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
  /** Paths of all files below the folder, sorted. */
  files(): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A fresh folder holding `model.safetensors` (the default model) and the given files. */
export async function openPlace(files: Record<string, string> = {}): Promise<Place> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-cli-" });
  const compute = plainCompute(), served: ServeOptions[] = [];
  const place: Place = {
    folder,
    compute,
    served,
    async run(...args) {
      let stdout = "", stderr = "";
      const services: CliServices = {
        openCompute: () => compute,
        openKernels: selectKernels,
        serve: (options) => (served.push(options), Promise.resolve(0)),
        stdout: (text) => void (stdout += text),
        stderr: (text) => void (stderr += text),
        cwd: folder,
        isTerminal: false,
        defaultModelPath: join(folder, "model.safetensors"),
        version: "1.2.3",
      };
      const code = await runCli(args, services);
      return { code, stdout, stderr };
    },
    async write(path, content) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await Deno.writeFile(
        join(folder, path),
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    },
    read: (path) => Deno.readTextFile(join(folder, path)),
    files: async () => (await Array.fromAsync(walk(folder, ""))).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
  await place.write("model.safetensors", testingModel("model A"));
  for (const [path, content] of Object.entries(files)) await place.write(path, content);
  return place;
}

async function* walk(folder: string, prefix: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* walk(join(folder, name), `${prefix}${name}/`);
    else yield prefix + name;
  }
}
