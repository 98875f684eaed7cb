/**
 * What a module imports, by its source as `deno fmt` writes it.
 * @module
 */

export interface Import {
  specifier: string;
  /** Loaded when it is needed: `import("…")`. */
  lazy: boolean;
}

const FORMS: { pattern: RegExp; lazy: boolean }[] = [
  { pattern: /^(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gm, lazy: false },
  { pattern: /^import\s*["']([^"']+)["']/gm, lazy: false },
  { pattern: /^(?!\s*(?:\*|\/\/)).*?\bimport\(\s*["'`]([^"'`]+)["'`]/gm, lazy: true },
  // Workers and modules that are found at run time.
  { pattern: /\bnew URL\(\s*["'`](\.[^"'`]+\.tsx?)["'`],\s*import\.meta\.url\s*\)/g, lazy: true },
];

export function importsOf(source: string): Import[] {
  return FORMS.flatMap(({ pattern, lazy }) =>
    [...source.matchAll(pattern)].map(([, specifier]) => ({ specifier, lazy }))
  );
}
