/**
 * Settings as JSON text (comments and trailing commas are welcome): what is wrong with it, and where.
 * @module
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { strings } from "../strings.ts";
import { SETTINGS } from "./settings.ts";
import { settingProblem } from "./setting_problem.ts";

export interface TextProblem {
  /** Both from 1. */
  line: number;
  column: number;
  message: string;
}

export interface ReadSettings {
  /** In the order of the text. */
  problems: TextProblem[];
  values: Record<string, unknown>;
}

export function readSettingsText(text: string): ReadSettings {
  const errors: ParseError[] = [], values: Record<string, unknown> = {}, problems: TextProblem[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const tell = (offset: number, message: string) => problems.push({ ...placeOf(text, offset), message });
  for (const { error, offset } of errors) {
    tell(offset, strings.settings.unreadable(spaced(printParseErrorCode(error))));
  }
  if (tree && tree.type !== "object") tell(tree.offset, strings.settings.notWithin);
  for (const property of tree?.type === "object" ? tree.children ?? [] : []) readProperty(property, values, tell);
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column), values };
}

function readProperty(
  { children = [] }: Node,
  valuesInto: Record<string, unknown>,
  tell: (offset: number, message: string) => void,
): void {
  const [name, value] = children, id = String(name?.value), schema = SETTINGS[id];
  if (!value) return; // told by the parser
  if (!schema) return tell(name.offset, strings.settings.unknown(id, likely(id)));
  const given = value.type === "object" || value.type === "array" ? value.type : value.value;
  const problem = settingProblem(schema, given);
  if (problem) tell(value.offset, strings.settings.cannotSet(id, problem));
  valuesInto[id] = given;
}

/** The setting that was probably meant: one whose last part is the same. */
function likely(id: string): string | undefined {
  const last = id.slice(id.lastIndexOf(".") + 1).toLowerCase();
  return Object.keys(SETTINGS).find((known) => known.toLowerCase().endsWith(`.${last}`));
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const spaced = (code: string) => code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
