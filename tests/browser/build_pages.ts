/**
 * What the browser runs, built once for all tests of a file.
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

let built: Promise<void> | undefined;

/** Build what the browser runs; nothing happens when it is up to date. */
export function buildPages(): Promise<void> {
  return built ??= build();
}

async function build(): Promise<void> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const args = ["run", "-A", `${root}web/build.ts`, root];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
