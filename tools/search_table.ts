/**
 * `deno task table:search LOG`: writes `docs/search.md` from the finished log of `deno task search`.
 * @module
 */
import { searchOutcome } from "./search/outcome.ts";
import { searchPage } from "./search/page.ts";
import { calledPath, toolCall } from "./tool_call.ts";

const PAGE = new URL("../docs/search.md", import.meta.url);

const { files: [log] } = toolCall({ task: "table:search", files: "LOG" });
try {
  const text = await Deno.readTextFile(calledPath(log));
  await Deno.writeTextFile(PAGE, searchPage(searchOutcome(text)));
} catch (error) {
  console.error(`error: ${log}: ${(error as Error).message}`);
  Deno.exit(1);
}
await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", PAGE.pathname] }).output();
console.error("written: docs/search.md");
