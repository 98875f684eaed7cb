/**
 * What the page that listens live, its worker and its audio worklet say to each other.
 * @module
 */

/** To the worker. */
export type LiveRequest =
  /** Load a model file's bytes; answered by `ready` or `failed`. `backends`: of TensorFlow.js, in the order of trying. */
  | { type: "load"; model: ArrayBuffer; backends?: string[] }
  /** A new song begins: its blocks come through the port, at this rate in Hz. */
  | { type: "listen"; port: MessagePort; sampleRate: number }
  | { type: "stop" };

/** From the worker. */
export type LiveAnswer =
  | { type: "ready"; model: string; backend: string; kernels: string }
  | LiveMap
  /** Why it cannot go on: one line for the user. */
  | { type: "failed"; reason: string };

/** A map of the last second. */
export interface LiveMap {
  type: "map";
  /** 121 probabilities, sum 1. */
  heatmap: number[];
  /** Time of the audio clock at which the newest sample that the map has heard ended. */
  heardSeconds: number;
  /** Seconds of sound since the song began. */
  songSeconds: number;
  /** How long the worker was busy with it. */
  busyMs: number;
}

/** From the worklet: mono samples, and the audio clock's frame of the first. */
export interface LiveBlock {
  samples: Float32Array;
  firstFrame: number;
}
