/**
 * Keys as text: `ctrl+shift+z`, `pagedown`, `+`. One text for a press however the keyboard makes it.
 * @module
 */

export type KeyPress =
  & Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">
  & Partial<Pick<KeyboardEvent, "getModifierState">>;

const NAMES: Record<string, string> = {
  " ": "space",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Keys that mean nothing by themselves. */
const HELD = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

/** Symbols by the key that makes them on a US keyboard, where the layout's own is none of ours. */
const CODES: Record<string, string> = {
  Comma: ",",
  Period: ".",
  Slash: "/",
  Semicolon: ";",
  Quote: "'",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Backquote: "`",
  Minus: "-",
  Equal: "=",
};

/** The text of a press; null while only Shift and the like are held. */
export function pressToText(press: KeyPress): string | null {
  if (HELD.has(press.key)) return null;
  const name = nameOf(press);
  // The sign has its own text: whether Shift makes it is the keyboard's affair.
  const isSign = name.length === 1 && !/[a-z]/.test(name) && !press.altKey && press.key.toLowerCase() === name;
  return [
    press.ctrlKey && "ctrl",
    press.metaKey && "cmd",
    press.altKey && "alt",
    press.shiftKey && !isSign && "shift",
    name,
  ].filter(Boolean).join("+");
}

function nameOf({ key, code = "", altKey, ctrlKey, metaKey }: KeyPress): string {
  if (key.length !== 1) return NAMES[key] ?? key.toLowerCase();
  const ofCode = /^(?:Key|Digit)(.)$/.exec(code)?.[1].toLowerCase() ?? CODES[code];
  // Alt writes other signs on a Mac, and other scripts have no Latin letters: then the place of the key counts.
  if (ofCode && (altKey || !/^[\x20-\x7e]$/.test(key))) return ofCode;
  if (ofCode && (ctrlKey || metaKey) && /[a-z]/.test(ofCode) && !/[a-z]/i.test(key)) return ofCode;
  return NAMES[key] ?? key.toLowerCase();
}

/** Signs that many keyboards make with Alt or not at all: the key that makes them on a US one stands for them, too. With Shift: */
const PLACED: Record<string, string> = { BracketLeft: "{", BracketRight: "}", Backslash: "|", Backquote: "~" };

/** Whether a sign was made with Option of a Mac or with AltGr, which Windows tells as Ctrl and Alt. */
function isAltSign(press: KeyPress, isMac: boolean): boolean {
  const { key, altKey } = press;
  return key.length === 1 && (isAltGraph(press) || isMac && altKey && !/[a-z0-9 ]/i.test(key));
}
const isAltGraph = (press: KeyPress) => press.getModifierState?.("AltGraph") ?? false;

/** What a press may be meant as, likeliest first; empty while only Shift and the like are held. */
export function pressTexts(press: KeyPress, isMac: boolean): string[] {
  const first = pressToText(press);
  if (first === null) return [];
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = press, texts = [first];
  const sign = (key: string, held: { ctrlKey: boolean; altKey: boolean }) =>
    texts.push(pressToText({ ...held, key, code: "", metaKey, shiftKey: false })!);
  if (isAltSign(press, isMac)) sign(key, { ctrlKey: ctrlKey && !isAltGraph(press), altKey: false });
  const placed = PLACED[code] && (shiftKey ? PLACED : CODES)[code];
  if (placed && !/[a-z0-9]/i.test(key)) sign(placed, { ctrlKey, altKey });
  return [...new Set(texts)];
}

/** While a word is being composed its keys are the input method's, even the Enter that ends it. */
export const isComposing = ({ isComposing, keyCode }: Pick<KeyboardEvent, "isComposing" | "keyCode">) =>
  isComposing || keyCode === 229;

const ORDER = ["ctrl", "cmd", "alt", "shift"];
const ALIASES: Record<string, string> = { meta: "cmd", win: "cmd", option: "alt", control: "ctrl", esc: "escape" };

/**
 * Keys as someone wrote them, in the one way that presses are: `Shift+Ctrl+Z` is `ctrl+shift+z`.
 * @returns the presses of a chord, one after the other; empty when nothing can be read.
 */
export function parseKeys(text: string): string[] {
  return text.trim().toLowerCase().split(/\s+/).filter(Boolean).map((press) => {
    const parts = partsOf(press), key = parts.at(-1)!, held = parts.slice(0, -1).map((name) => ALIASES[name] ?? name);
    return [...ORDER.filter((name) => held.includes(name)), ALIASES[key] ?? key].join("+");
  });
}

/** `ctrl++` is Ctrl and `+`. */
const partsOf = (press: string) =>
  press.endsWith("+") ? [...press.slice(0, -1).split("+").filter(Boolean), "+"] : press.split("+");

const SHOWN: Record<string, string> = {
  ctrl: "Ctrl",
  cmd: "Cmd",
  alt: "Alt",
  shift: "Shift",
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
  space: "Space",
  escape: "Esc",
  enter: "Enter",
  pageup: "Page Up",
  pagedown: "Page Down",
  home: "Home",
  end: "End",
  "-": "−",
};
const SHOWN_ON_MAC: Record<string, string> = { cmd: "⌘", alt: "⌥", shift: "⇧", ctrl: "⌃" };

/** Keys as people read them: `Ctrl + Shift + Z`, and `⇧ ⌘ Z` on a Mac. */
export function keysToWords(text: string, isMac = false): string {
  const wordOf = (part: string) => (isMac ? SHOWN_ON_MAC[part] : undefined) ?? SHOWN[part] ?? capital(part);
  return parseKeys(text).map((press) => partsOf(press).map(wordOf).join(isMac ? " " : " + ")).join(", ");
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);

/** What is written into. */
export const TEXT_FIELD = [
  ...["", "text", "search", "number", "email", "password", "tel", "url"].map((type) =>
    type === "" ? "input:not([type])" : `input[type=${type}]`
  ),
  "textarea",
  "[contenteditable]",
].join();

/** Elements that the arrow keys, Home and End move within. */
const MOVED_WITHIN = "input[type=radio], input[type=range], [role=separator], [role=option], [role=menuitem]";

/** Whether the element with the focus wants a key for itself. */
export function keepsKey(element: Element | null, press: KeyPress, isMac: boolean): boolean {
  const { key, ctrlKey, metaKey, altKey } = press;
  if (!element) return false;
  if (element.closest("dialog[open]")) return true;
  // With Ctrl and the like a text field wants its own few: to go, to select, to copy, to take back.
  if (element.matches(TEXT_FIELD)) {
    if (isAltSign(press, isMac) && !metaKey && (!ctrlKey || isAltGraph(press))) return true;
    return !(ctrlKey || metaKey || altKey || /^F\d+$/.test(key)) || /^([acvxyz]|Arrow.*|Home|End)$/i.test(key);
  }
  if (element.matches("select")) return !(ctrlKey || metaKey || /^F\d+$/.test(key));
  if (ctrlKey || metaKey || altKey) return false;
  if (/^(Arrow|Home|End)/.test(key) && element.matches(MOVED_WITHIN)) return true;
  if (/^Page/.test(key) && element.matches("input[type=range]")) return true;
  return (key === " " || key === "Enter") && element.matches("button, a, summary, input:not([type=range])");
}
