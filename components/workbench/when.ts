/**
 * When-clauses: `activeEditor == track && !(a || b)`. As in VS Code, `!` binds tightest, then `==` and `!=`, `&&`, `||`;
 * what is compared with is taken as it stands, with or without quotes.
 * @module
 */

export type ContextValue = boolean | number | string | undefined;
export type ReadContext = (key: string) => ContextValue;
export type WhenClause = (read: ReadContext) => boolean;

/** A clause cannot be read; `when_problem.ts` says why. */
export class WhenError extends SyntaxError {
  constructor(
    readonly fault: "term" | "joined" | "named" | "closed",
    readonly at: { text: string; character?: number },
  ) {
    super(`Cannot read a when-clause: ${at.text}`);
  }
}

const TOKEN = /\s*(?:(&&|\|\||==|!=|!|\(|\))|'([^']*)'|"([^"]*)"|([\w.:/-]+))/y;

const parsed = new Map<string, WhenClause>();

/**
 * @param text none and nothing but blanks is always true.
 * @throws {SyntaxError} when it cannot be read.
 */
export function parseWhen(text = ""): WhenClause {
  let clause = parsed.get(text);
  if (!clause) parsed.set(text, clause = text.trim() === "" ? () => true : new Parser(text).parse());
  return clause;
}

type Token = { symbol: string } | { word: string };

class Parser {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const start = TOKEN.lastIndex, match = TOKEN.exec(text);
      if (!match) throw this.#error("term", start + 1);
      this.#tokens.push(match[1] ? { symbol: match[1] } : { word: match[2] ?? match[3] ?? match[4] });
    }
  }

  parse(): WhenClause {
    const clause = this.#either();
    if (this.#at < this.#tokens.length) throw this.#error("joined");
    return clause;
  }

  #error(fault: WhenError["fault"], character?: number): WhenError {
    return new WhenError(fault, { text: this.#text, character });
  }

  #takes(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (!token || !("symbol" in token) || token.symbol !== symbol) return false;
    this.#at++;
    return true;
  }

  #word(): string {
    const token = this.#tokens[this.#at++];
    if (!token || !("word" in token)) throw this.#error("named");
    return token.word;
  }

  #either(): WhenClause {
    const left = this.#both();
    if (!this.#takes("||")) return left;
    const right = this.#either();
    return (read) => left(read) || right(read);
  }

  #both(): WhenClause {
    const left = this.#one();
    if (!this.#takes("&&")) return left;
    const right = this.#both();
    return (read) => left(read) && right(read);
  }

  #one(): WhenClause {
    if (this.#takes("!")) {
      const clause = this.#one();
      return (read) => !clause(read);
    }
    if (this.#takes("(")) {
      const clause = this.#either();
      if (!this.#takes(")")) throw this.#error("closed");
      return clause;
    }
    const key = this.#word();
    if (this.#takes("==")) return this.#equals(key, this.#word());
    if (this.#takes("!=")) {
      const equals = this.#equals(key, this.#word());
      return (read) => !equals(read);
    }
    if (key === "true" || key === "false") return () => key === "true";
    return (read) => Boolean(read(key));
  }

  #equals(key: string, value: string): WhenClause {
    return (read) => String(read(key) ?? "") === value;
  }
}
