/**
 * `docs/commands.md`, made from the manifest: `deno task table:commands`.
 * @module
 */
import { join } from "node:path";
import { keysToWords } from "../components/workbench/key_press.ts";
import { wordsOfSetting } from "../protocol/contributes/configuration_words.ts";
import { type Contributes, contributes } from "../protocol/contributes/mod.ts";
import { root } from "./source_files.ts";
import { toolCall } from "./tool_call.ts";

export const PATH = "docs/commands.md";

/** The page before it is formatted. */
export function commandsDocument({ commands, keybindings, configuration }: Contributes): string {
  const categories = [...new Set(commands.map(({ category }) => category))];
  const keysOf = (command: string) => keybindings.filter((binding) => binding.command === command);
  const words = (command: string) =>
    keysOf(command).map(({ key, mac }) => `${keysToWords(key)}${mac ? ` (Mac: ${keysToWords(mac)})` : ""}`).join("; ");
  const code = (text: string | undefined) => text ? `\`${text.replaceAll("|", "\\|")}\`` : "";
  return [
    "# Commands, keys and settings",
    "Made from `protocol/contributes/` by `deno task table:commands`. Every command is in the palette (F1) as soon as it can be run; its keys can be changed under _Keyboard Shortcuts_ (Ctrl + K, Ctrl + S).",
    ...categories.flatMap((category) => [
      `## ${category}`,
      table(
        ["Command", "Id", "Keys", "When the keys answer", "When it can be run"],
        commands.filter((command) => command.category === category).map(({ command, title, enablement }) => [
          title,
          code(command),
          words(command),
          code([...new Set(keysOf(command).map(({ when }) => when))].find((when) => when !== undefined)),
          code(enablement),
        ]),
      ),
    ]),
    "## Settings",
    table(
      ["Setting", "Default", "What it may be", "What it does"],
      Object.entries(configuration.properties).map(([id, schema]) => [
        code(id),
        code(JSON.stringify(schema.default)),
        schema.type === "boolean" ? "`true`, `false`" : "enum" in schema ? schema.enum.map(code).join(", ") : "text",
        wordsOfSetting(id).description,
      ]),
    ),
    "",
  ].join("\n\n");
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** As `deno fmt` writes it, so that the file is the same after the gate. */
export async function formatted(markdown: string): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(markdown));
  await writer.close();
  const { success, stdout } = await fmt.output();
  if (!success) throw new Error("Cannot format the page of commands: deno fmt must take it");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  toolCall({ task: "table:commands" });
  await Deno.writeTextFile(join(root, PATH), await formatted(commandsDocument(contributes)));
}
