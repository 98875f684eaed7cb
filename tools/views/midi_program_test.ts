import assert from "node:assert/strict";
import { withProgram } from "./midi_program.ts";

function file(...tracks: number[][]): Uint8Array {
  const bytes = (value: number, count: number) =>
    Array.from({ length: count }, (_, i) => value >> 8 * (count - 1 - i) & 255);
  const chunk = (
    name: string,
    body: number[],
  ) => [...new TextEncoder().encode(name), ...bytes(body.length, 4), ...body];
  const head = chunk("MThd", [...bytes(1, 2), ...bytes(tracks.length, 2), ...bytes(480, 2)]);
  return Uint8Array.from([...head, ...tracks.flatMap((track) => chunk("MTrk", track))]);
}

const END = [0, 0xff, 0x2f, 0];
const programs = (program: number) =>
  Array.from({ length: 16 }, (_, channel) => channel).filter((channel) => channel !== 9)
    .flatMap((channel) => [0, 0xc0 | channel, program]);

Deno.test("program changes are replaced, their time goes on to the next event, running status is spelled out", () => {
  const notes = [0, 0x90, 60, 100, 10, 64, 100];
  const track = [5, 0xc0, 40, 0x81, 0x00, 0x90, 60, 100, 10, 64, 100, ...END];
  const expected = [...programs(24), 0x81, 0x05, ...notes.slice(1, 4), 10, 0x90, 64, 100, ...END];
  assert.deepEqual(withProgram(file(track), 24), file(expected));
});

Deno.test("only the first track gets the new programs; tempo and text stay, and percussion keeps its notes", () => {
  const first = [0, 0xff, 0x51, 3, 7, 0xa1, 0x20, 0, 0xff, 3, 2, 65, 66, ...END];
  const second = [0, 0xc9, 1, 3, 0x99, 38, 90, 4, 0xd0, 5, 6, 0xe0, 0, 64, ...END];
  const result = withProgram(file(first, second), 4);
  assert.deepEqual(result, file([...programs(4), ...first], [3, 0x99, 38, 90, 4, 0xd0, 5, 6, 0xe0, 0, 64, ...END]));
});

Deno.test("what is no MIDI file is refused", () => {
  const message = "Cannot read the MIDI file: it must begin with MThd";
  assert.throws(() => withProgram(new TextEncoder().encode("RIFF of something"), 1), new SyntaxError(message));
});
