/**
 * From frames to steps.
 * @module
 */
import { ANALYSIS_RATE, type FrameSpec } from "./frames.ts";

/** Means of frame values over steps, each reduced to what is kept as soon as its step is over. */
export class StepMeans {
  private readonly kept: Float32Array[] = [];
  private readonly sums: Float64Array;
  private step = 0;
  private frames = 0;

  /**
   * @param width numbers of a frame.
   * @param reduce a step's mean [width] to what is kept of it; the mean is not kept.
   */
  constructor(
    width: number,
    private readonly spec: FrameSpec,
    private readonly reduce: (mean: Float64Array) => Float32Array,
  ) {
    this.sums = new Float64Array(width);
  }

  /**
   * Calls back for each step in which some of `count` frames from `first` on are centred, with its sums, to which the frames
   * `from` … `end` - 1 are to be added. Frames come in order, each once.
   */
  eachRun(first: number, count: number, add: (sums: Float64Array, from: number, end: number) => void): void {
    for (let from = first; from < first + count;) {
      const step = Math.floor(from * this.spec.hopSamples / ANALYSIS_RATE);
      const next = Math.ceil((step + 1) * ANALYSIS_RATE / this.spec.hopSamples), end = Math.min(next, first + count);
      if (step !== this.step) this.close();
      this.step = step;
      this.frames += end - from;
      add(this.sums, from, end);
      from = end;
    }
  }

  /** What is kept of a step; of one too short to hold a frame's centre, that of the step before. */
  of(step: number): Float32Array {
    this.close();
    for (let last = step; last >= 0; last--) if (this.kept[last]) return this.kept[last];
    return this.reduce(new Float64Array(this.sums.length));
  }

  private close(): void {
    if (this.frames === 0) return;
    for (let i = 0; i < this.sums.length; i++) this.sums[i] /= this.frames;
    this.kept[this.step] = this.reduce(this.sums);
    this.sums.fill(0);
    this.frames = 0;
  }
}
