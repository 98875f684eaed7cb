/**
 * A report for people: single values as lines, groups of figures as tables.
 * @module
 */

type Group = Record<string, unknown>;

/**
 * A report as text. Values that are no objects come first, one a line; each object or list whose members are objects
 * becomes a table with a row a member, in parts where it is too wide; other objects become lines of their own, empty ones nothing.
 */
export function reportText(report: Group): string {
  const entries = Object.entries(report);
  const lines = entries.filter(([, value]) => !isGroup(value)).map(([key, value]) => [key, cell(value)]);
  const blocks = lines.length > 0 ? [pairs(lines)] : [];
  const groups = entries.filter((entry): entry is [string, Group] =>
    isGroup(entry[1]) && Object.keys(entry[1]).length > 0
  );
  for (const [key, value] of groups) blocks.push(`${key}\n${groupText(value)}`);
  return `${blocks.join("\n\n")}\n`;
}

function groupText(group: Group): string {
  const members = Object.entries(group);
  if (!members.every(([, member]) => isGroup(member))) {
    return pairs(members.map(([key, value]) => [key, isGroup(value) ? JSON.stringify(value) : cell(value)]));
  }
  const columns = [...new Set(members.flatMap(([, member]) => Object.keys(member as Group)))];
  const rows = members.map(([key, member]) => [key, ...columns.map((column) => cell((member as Group)[column]))]);
  return table([["", ...columns], ...rows]);
}

/** Names and values, a line each. */
function pairs(lines: string[][]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

/** Wider tables go on below, their first column again beside them. */
const MOST_WIDTH = 120;

/** Columns in line: the first to the left, the others to the right. A wide table in several parts, one under the other. */
function table(rows: string[][]): string {
  const widths = rows[0].map((_, column) => 2 + Math.max(...rows.map((row) => row[column].length)));
  const parts: number[][] = [];
  let used = Infinity;
  for (let column = 1; column < widths.length; column++) {
    if (used + widths[column] > MOST_WIDTH) {
      parts.push([]);
      used = widths[0];
    }
    parts.at(-1)!.push(column);
    used += widths[column];
  }
  return parts.map((columns) => part(rows.map((row) => [row[0], ...columns.map((column) => row[column])]))).join(
    "\n\n",
  );
}

function part(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    "  " + row.map((text, column) => column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])).join("  ")
      .trimEnd()
  ).join("\n");
}

function cell(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(4);
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(" ") || "–";
  return JSON.stringify(value);
}

function isGroup(value: unknown): value is Group {
  if (Array.isArray(value)) return value.length > 0 && value.every((member) => isGroup(member));
  return typeof value === "object" && value !== null;
}
