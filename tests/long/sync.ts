/** The playhead and the sound over half an hour. */
import { checkSync } from "../browser/click_track.ts";

Deno.test("for half an hour the playhead is within 10 ms of the click that comes out", () => checkSync(1800));
