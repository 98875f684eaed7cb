import assert from "node:assert/strict";
import { join } from "node:path";
import { contributes } from "../protocol/contributes/mod.ts";
import { commandsDocument, formatted, PATH } from "./commands_document.ts";
import { root } from "./source_files.ts";

Deno.test("docs/commands.md is what the manifest says (deno task table:commands)", async () => {
  assert.equal(await Deno.readTextFile(join(root, PATH)), await formatted(commandsDocument(contributes)));
});
