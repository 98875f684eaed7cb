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
   * @param reduce a step's mean [width] to what is kept of it.
   */
  constructor(
    width: number,
    private readonly spec: FrameSpec,
    private readonly reduce: (mean: Float64Array) => Float32Array,
  ) {
    this.sums = new Float64Array(width);
  }

  /** Sums of the step in which frame `frame` is centred, to be added to; frames come in order. */
  at(frame: number): Float64Array {
    const step = Math.floor(frame * this.spec.hopSamples / ANALYSIS_RATE);
    if (step !== this.step) this.close();
    this.step = step;
    this.frames++;
    return this.sums;
  }

  /** What is kept of a step; of one too short to hold a frame's centre, that of the step before. */
  of(step: number): Float32Array {
    this.close();
    for (let last = step; last >= 0; last--) if (this.kept[last]) return this.kept[last];
    return this.reduce(new Float64Array(this.sums.length));
  }

  private close(): void {
    if (this.frames === 0) return;
    this.kept[this.step] = this.reduce(this.sums.map((sum) => sum / this.frames));
    this.sums.fill(0);
    this.frames = 0;
  }
}
