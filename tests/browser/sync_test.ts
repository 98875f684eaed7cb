/** The playhead and the sound in a real browser. */
import { checkSync } from "./click_track.ts";

Deno.test("for a minute the playhead is within 10 ms of the click that comes out", () => checkSync(60));
