/**
 * Plays chunks of samples one after the other, and tells when they come out. Where there are none it is silent, and goes
 * on with the next. Messages to it:
 * - `{ kind: "begin", run }`: forget what was to come; what comes next are the chunks of this run
 * - `{ kind: "chunk", run, channels }`: frames to play
 * - `{ kind: "stop" }`: be silent
 * Messages from it: `{ run, began, queued, starved }`: the frames of the audio clock at which chunks began, in their
 * order, the frames that are still to come, and whether there are none.
 */
const RAMP_FRAMES = 64;
/** A message at least this often, in frames. */
const REPORT_FRAMES = 2048;

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.run = 0;
    this.queue = [];
    /** Frames of the first chunk that are played already. */
    this.played = 0;
    this.queued = 0;
    this.playing = false;
    /** What was cut off: it fades out. */
    this.tail = null;
    /** Frames since the first one of a run, while it fades in. */
    this.rising = RAMP_FRAMES;
    this.began = [];
    this.reportAt = 0;
    this.starved = false;
    this.port.onmessage = ({ data }) => this.hear(data);
  }

  hear(message) {
    if (message.kind === "chunk") {
      if (message.run !== this.run) return; // of a run that is over
      this.queue.push(message);
      this.queued += message.channels[0].length;
      return;
    }
    this.cut();
    this.playing = message.kind === "begin";
    if (this.playing) this.run = message.run;
    this.reportAt = 0;
  }

  cut() {
    if (this.playing && this.rising > 0) this.tail = this.nextFrames(RAMP_FRAMES);
    this.queue = [];
    this.played = this.queued = 0;
    this.rising = 0;
    this.began = [];
  }

  /** Up to so many frames that would be played next, as loud as now; null if there are none. */
  nextFrames(count) {
    const parts = [];
    let from = this.played, left = count;
    for (const { channels } of this.queue) {
      parts.push(channels.map((samples) => samples.subarray(from, from + left)));
      left -= parts.at(-1)[0].length;
      if (left === 0) break;
      from = 0;
    }
    const gain = this.rising / RAMP_FRAMES;
    return parts.length === 0 ? null : parts[0].map((_, channel) => {
      const samples = new Float32Array(count - left);
      let at = 0;
      for (const part of parts) {
        samples.set(part[channel], at);
        at += part[channel].length;
      }
      return samples.map((sample) => gain * sample);
    });
  }

  process(_inputs, [output]) {
    const frames = output[0].length;
    let done = 0;
    while (this.playing && done < frames && this.queue.length > 0) done += this.playChunk(output, done, frames);
    this.queued -= done;
    if (this.tail) this.fadeTail(output);
    const starved = this.playing && done < frames;
    if (starved) this.rising = 0; // what comes after the silence fades in
    if (this.began.length > 0 || starved !== this.starved || currentFrame >= this.reportAt) {
      this.report(starved);
    }
    return true;
  }

  /** @returns how many frames of the output it filled, from `at` on. */
  playChunk(output, at, frames) {
    const chunk = this.queue[0], length = chunk.channels[0].length;
    if (this.played === 0) {
      this.began.push(currentFrame + at);
    }
    const count = Math.min(frames - at, length - this.played);
    output.forEach((out, channel) => {
      const samples = chunk.channels[Math.min(channel, chunk.channels.length - 1)];
      for (let i = 0; i < count; i++) {
        out[at + i] = samples[this.played + i] * Math.min(1, (this.rising + i + 1) / RAMP_FRAMES);
      }
    });
    this.rising = Math.min(RAMP_FRAMES, this.rising + count);
    this.played += count;
    if (this.played === length) {
      this.queue.shift();
      this.played = 0;
    }
    return count;
  }

  fadeTail(output) {
    output.forEach((out, channel) => {
      const samples = this.tail[Math.min(channel, this.tail.length - 1)];
      for (let i = 0; i < samples.length && i < out.length; i++) out[i] += samples[i] * (1 - (i + 1) / RAMP_FRAMES);
    });
    this.tail = null;
  }

  report(starved) {
    this.starved = starved;
    this.reportAt = currentFrame + REPORT_FRAMES;
    const { run, began, queued } = this;
    this.port.postMessage({ run, began, queued, starved });
    this.began = [];
  }
}

registerProcessor("moodline-player", Player);
