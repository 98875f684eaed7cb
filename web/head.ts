/**
 * Moves what `<Head>` holds into the head of a rendered document.
 * @module
 */
import { HEAD_END, HEAD_START } from "./shared.ts";

const voidElements = new Set(["meta", "link", "base"]);
const startTag = /<(title|meta|link|base|style|script|noscript|template)\b((?:"[^"]*"|[^">])*)>/g;

interface HeadElement {
  html: string;
  start: number;
  end: number;
  /** Elements with a name in common are the same one; the later replaces the earlier. */
  names: string[];
}

/** Elements of a piece of HTML that the renderer wrote: attributes are in double quotes, nothing is nested. */
function parseHead(html: string): HeadElement[] {
  const elements: HeadElement[] = [];
  startTag.lastIndex = 0;
  for (let tag = startTag.exec(html); tag; tag = startTag.exec(html)) {
    const [text, type, attributes] = tag;
    const close = voidElements.has(type) ? -1 : html.indexOf(`</${type}>`, startTag.lastIndex);
    const end = close < 0 ? tag.index + text.length : close + type.length + 3;
    elements.push({ html: html.slice(tag.index, end), start: tag.index, end, names: namesOf(type, attributes) });
    startTag.lastIndex = end;
  }
  return elements;
}

function namesOf(type: string, attributes: string): string[] {
  if (type === "title") return ["title"];
  const value = (name: string) => attributes.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1];
  const names: string[] = [];
  for (const name of ["data-key", "id", ...type === "meta" ? ["name"] : []]) {
    if (value(name) !== undefined) names.push(`${type} ${name} ${value(name)}`);
  }
  return names;
}

/** @param styles URLs of stylesheets to add. */
export function moveHeads(html: string, styles: string[]): string {
  const added: HeadElement[] = [];
  if (html.includes(HEAD_START)) {
    html = html.replace(new RegExp(`${HEAD_START}(.*?)${HEAD_END}`, "gs"), (_, inner) => {
      added.push(...parseHead(inner));
      return "";
    });
  }
  if (added.length === 0 && styles.length === 0) return html;
  const end = html.indexOf("</head>");
  if (end < 0) return html;
  const start = html.search(/<head[\s>]/);
  let head = html.slice(start, end);
  for (const element of added) {
    const same = parseHead(head).find(({ names }) => names.some((name) => element.names.includes(name)));
    head = same ? head.slice(0, same.start) + element.html + head.slice(same.end) : head + element.html;
  }
  for (const url of styles) head += `<link rel="stylesheet" href="${url}"/>`;
  return html.slice(0, start) + head + html.slice(end);
}
