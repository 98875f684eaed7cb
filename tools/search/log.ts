/**
 * The log of a search: a JSON object a line, one a trial. What is there already is not done again.
 * @module
 */

/** What a trial is of. */
interface TrialKey {
  /** Which pieces it is of, in words. */
  place: string;
  recipe: unknown;
}

type Figures = Record<string, number | null> & { nllNats: number };

export interface TrialLog {
  /** The figures of a trial, computed unless they are known. */
  once(key: TrialKey, run: () => Figures): Promise<Figures>;
  /** Write a line that is no trial. */
  say(line: Record<string, unknown>): void;
}

/**
 * @param origin what trials depend on beside place and recipe: those of another origin are run again.
 * @throws SyntaxError if the file is there and a line is no JSON.
 */
export async function openTrialLog(path: string, origin: Record<string, unknown>): Promise<TrialLog> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const known = new Map<string, Figures>();
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const { place, recipe, origin, figures } = JSON.parse(line);
    if (recipe) known.set(JSON.stringify({ place, recipe, origin }), figures);
  }
  const write = (line: Record<string, unknown>) =>
    Deno.writeTextFileSync(path, `${JSON.stringify(line)}\n`, { append: true });
  return {
    once({ place, recipe }, run) {
      const key = JSON.stringify({ place, recipe, origin }), before = known.get(key);
      if (before) return Promise.resolve(before);
      const started = performance.now(),
        figures = run(),
        seconds = Math.round((performance.now() - started) / 100) / 10;
      known.set(key, figures);
      write({ place, recipe, origin, figures, seconds });
      console.error(`${place}: ${figures.nllNats.toFixed(4)} nats (${seconds} s)`);
      return Promise.resolve(figures);
    },
    say(line) {
      write(line);
      console.error(JSON.stringify(line));
    },
  };
}
