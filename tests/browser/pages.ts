/**
 * Moodline's own pages in a real browser: `await using moodline = await openPages()`.
 * @module
 */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { wavBytes } from "../../audio/testing.ts";
import type { TrackView } from "../../protocol/api.ts";
import { openServer, type TestingServer, type TestingServerOptions } from "../api/testing.ts";
import type { BrowserOptions, TestBrowser } from "./browser.ts";
import { buildPages } from "./build_pages.ts";
import { sharedBrowser } from "./shared_browser.ts";

export interface Pages extends AsyncDisposable {
  server: TestingServer;
  browser: TestBrowser;
  origin: string;
  /** Stops answering, as when the network is gone; the returned function answers again. */
  unplug(): () => void;
}

export interface PagesOptions extends TestingServerOptions, BrowserOptions {
  /** Scripts that are served beside ours, by path: what a page's worklets load cannot be stood in for in the browser. */
  scripts?: Record<string, string>;
}

export async function openPages(options: PagesOptions = {}): Promise<Pages> {
  await buildPages();
  const server = await openServer({
    allowedHosts: ["127.0.0.1", "localhost"],
    uploadLimits: { bytesPerFile: 10_000_000, files: 5 },
    ...options,
  });
  let unplugged = false;
  function answer(request: Request): Response | Promise<Response> {
    const { pathname } = new URL(request.url), script = options.scripts?.[pathname];
    if (script) return new Response(script, { headers: { "content-type": "text/javascript" } });
    if (unplugged && !pathname.startsWith("/assets/")) return new Response("the network is gone", { status: 503 });
    return server.handler(request);
  }
  const listener = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  const browser = await sharedBrowser({ args: ["--autoplay-policy=no-user-gesture-required"], ...options });
  return {
    server,
    browser,
    origin: `http://127.0.0.1:${listener.addr.port}`,
    unplug() {
      unplugged = true;
      return () => unplugged = false;
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose](); // ends the event streams, on which the listener would wait
      await listener.shutdown();
    },
  };
}

/** Seconds of a tone that swells and fades, as a WAV file that browsers play. */
export function tone(seconds: number): Uint8Array<ArrayBuffer> {
  const sampleRate = 8000;
  const samples = Float32Array.from({ length: seconds * sampleRate }, (_, i) => {
    const t = i / sampleRate;
    return 0.5 * Math.sin(2 * Math.PI * 330 * t) * Math.sin(Math.PI * t / seconds);
  });
  return wavBytes(samples, { sampleRate });
}

/** A track with its timeline, without the pages' help. */
export async function addTrack({ server }: Pages, name = "tone.wav", seconds = 7.5): Promise<TrackView> {
  const [{ track }] = await server.upload({ [name]: tone(seconds) });
  await server.settled();
  return await server.json<TrackView>(`/api/tracks/${track.id}`);
}

/** The pixels of a canvas, as a text that differs when they do. */
function pixelsOf(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}

/** The pixels of a canvas once it has stopped changing: pages paint some moments after they are laid out. */
export async function settledPixels(canvas: Locator): Promise<string> {
  let last = "";
  for (let tries = 0; tries < 100; tries++) {
    const now = await pixelsOf(canvas);
    if (now === last) return now;
    last = now;
    await new Promise((done) => setTimeout(done, 100));
  }
  return assert.fail("the canvas still changes after 10 s");
}

/** Waits until a canvas shows something else. */
export async function waitForOtherPixels(canvas: Locator, than: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await pixelsOf(canvas) !== than) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail("the canvas shows the same after 10 s");
}

/** Waits until a canvas shows just that: what a click changes is painted some moment after it. */
export async function waitForPixels(canvas: Locator, expected: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await pixelsOf(canvas) === expected) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail("the canvas shows something else after 10 s");
}
