/**
 * Answering with a figure.
 * @module
 */
import { HttpError } from "fresh";

/**
 * An SVG that runs nothing when it is opened by itself.
 * @param draw throws a RangeError when what was asked for is out of range.
 */
export async function figureAnswer(draw: () => string | Promise<string>, cacheControl: string): Promise<Response> {
  try {
    return new Response(await draw(), {
      headers: {
        "content-type": "image/svg+xml",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": cacheControl,
      },
    });
  } catch (error) {
    if ((error as Error).name === "RangeError") throw new HttpError(400, (error as Error).message);
    throw error;
  }
}
