/**
 * Another instrument for a MIDI file.
 * @module
 */

/** Channel of percussion, which has no program. */
const PERCUSSION = 9;

/**
 * The file with one program (0 … 127, General MIDI) on every channel but percussion: all program changes are taken out, their time
 * goes to the event behind them, and the first track begins with new ones (Standard MIDI Files 1.0).
 * @throws SyntaxError if it is no MIDI file.
 */
export function withProgram(midi: Uint8Array, program: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(midi.buffer, midi.byteOffset, midi.byteLength);
  if (midi.length < 14 || view.getUint32(0) !== 0x4d546864) {
    throw new SyntaxError("Cannot read the MIDI file: it must begin with MThd");
  }
  const parts: Uint8Array[] = [midi.subarray(0, 14)];
  let at = 14;
  for (let track = 0; track < view.getUint16(10); track++) {
    const length = view.getUint32(at + 4), body = trackBody(midi.subarray(at + 8, at + 8 + length));
    const start = track === 0 ? programChanges(program) : [], header = new Uint8Array(8);
    header.set(midi.subarray(at, at + 4));
    new DataView(header.buffer).setUint32(4, start.length + body.length);
    parts.push(header, Uint8Array.from(start), Uint8Array.from(body));
    at += 8 + length;
  }
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function programChanges(program: number): number[] {
  return Array.from({ length: 16 }, (_, channel) => channel).filter((channel) => channel !== PERCUSSION)
    .flatMap((channel) => [0, 0xc0 | channel, program]);
}

/** Events of a track without program changes, each with its own status byte. */
function trackBody(track: Uint8Array): number[] {
  const out: number[] = [];
  let at = 0, running = 0, carried = 0;
  const variable = () => {
    let value = 0, byte: number;
    do {
      byte = track[at++];
      value = value << 7 | byte & 127;
    } while (byte > 127);
    return value;
  };
  while (at < track.length) {
    const delay = variable() + carried, status = track[at] > 127 ? track[at++] : running, start = at;
    carried = 0;
    if (status < 0xf0) running = status;
    if (status >= 0xf0) {
      if (status === 0xff) at++;
      const length = variable();
      at += length;
    } else at += status >> 4 === 0xc || status >> 4 === 0xd ? 1 : 2;
    if (status >> 4 === 0xc) carried = delay;
    else out.push(...variableBytes(delay), status, ...track.subarray(start, at));
  }
  return out;
}

function variableBytes(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(rest & 127 | 128);
  return bytes;
}
