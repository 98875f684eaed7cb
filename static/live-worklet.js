/**
 * Hands what plays to a worker: mean of the channels, in blocks, each with the frame of the audio clock it begins at.
 * Options: `processorOptions.blockFrames`. The first message brings the port to send to; silence goes on to the output.
 */
class LiveTap extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.size = processorOptions.blockFrames;
    this.target = null;
    this.begin(0);
    this.port.onmessage = ({ data }) => this.target = data;
  }

  begin(frame) {
    this.block = new Float32Array(this.size);
    this.filled = 0;
    this.firstFrame = frame;
  }

  process([input]) {
    if (this.target === null) return true;
    // A source that is not connected, or has ended, has no channels: that is no silence to be heard.
    if (input.length === 0) return true;
    const frames = input[0].length;
    // Frames that were not heard lie between: what is there goes first, so that a block has one time.
    if (this.filled > 0 && this.firstFrame + this.filled !== currentFrame) this.send();
    if (this.filled === 0) this.firstFrame = currentFrame;
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (const channel of input) sum += channel[i];
      this.block[this.filled + i] = sum / input.length;
    }
    this.filled += frames;
    if (this.filled + frames > this.size) this.send();
    return true;
  }

  send() {
    const samples = this.block.subarray(0, this.filled).slice();
    this.target.postMessage({ samples, firstFrame: this.firstFrame }, [samples.buffer]);
    this.begin(0);
  }
}

registerProcessor("live-tap", LiveTap);
