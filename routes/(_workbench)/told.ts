/**
 * What the workbench of a browser has told the server by cookie, so that nothing flashes while a page loads.
 * @module
 */

export function toldBy(req: Request, name: "theme" | "side"): string | undefined {
  return new RegExp(`(?:^|;\\s*)moodline-${name}=(\\w+)`).exec(req.headers.get("cookie") ?? "")?.[1];
}
