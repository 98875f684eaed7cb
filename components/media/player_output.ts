/**
 * The audio thread, as the player sees it: chunks go in, and it says which sample is heard.
 * @module
 */
import { createPlaybackClock } from "./playback_clock.ts";
import type { PcmShape } from "./pcm_store.ts";
import type { Chunk } from "./playback_plan.ts";

export interface Output {
  resume(): Promise<void>;
  /** Forget what was to come: other chunks follow. */
  begin(): void;
  play(chunk: Chunk): void;
  /** Be silent, and let the audio thread sleep. */
  stop(): void;
  /** Let the audio thread sleep once what it has is played. */
  rest(): void;
  /** What is handed over and not played yet. */
  queuedSeconds(): number;
  /** The sample that is heard now; null while nothing of what was begun is. */
  heardSample(): number | null;
  /** Whether all that was handed over has been heard. */
  over(): boolean;
  close(): void;
}

/** How long the thread stays awake after the last sound. */
const AWAKE_MS = 500;

interface Report {
  run: number;
  /** Frames of the audio clock at which chunks began, in their order. */
  began: number[];
  queued: number;
  starved: boolean;
}

export interface OutputOptions extends PcmShape {
  /** Something was played; `starved` if there was less than the time. */
  onReport: (starved: boolean) => void;
  /** Something else has silenced the audio thread: a call, another application, a device that is gone. */
  onInterruption: () => void;
}

/** @throws Error if this browser cannot play so. */
export async function openOutput(worklet: string, options: OutputOptions): Promise<Output> {
  const { sampleRate, channels, onReport, onInterruption } = options;
  const context = new AudioContext({ sampleRate, latencyHint: "interactive" });
  try {
    await context.audioWorklet.addModule(worklet);
  } catch (error) {
    context.close();
    throw error;
  }
  const node = new AudioWorkletNode(context, "moodline-player", {
    numberOfInputs: 0,
    outputChannelCount: [channels],
  });
  node.connect(context.destination);

  let isAwake = false; // as far as it is up to us
  context.onstatechange = () => isAwake && context.state !== "running" && onInterruption();
  let run = 0, clock = createPlaybackClock(), queued = 0;
  let sleep: ReturnType<typeof setTimeout> | undefined;
  node.port.onmessage = ({ data }: MessageEvent<Report>) => {
    if (data.run !== run) return; // of a run that is over
    for (const frame of data.began) clock.began(frame);
    queued = data.queued;
    onReport(data.starved);
  };

  /** The frame that comes out of the loudspeaker now. */
  function frameNow(): number {
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
    // Some browsers do not know it, or not yet.
    const measured = contextTime > 0 && performanceTime > 0 && context.state === "running"
      ? contextTime + (performance.now() - performanceTime) / 1000
      : context.currentTime - (context.outputLatency || context.baseLatency || 0);
    return Math.min(context.currentTime, measured) * sampleRate;
  }

  function send(message: Record<string, unknown>, transfer: Transferable[] = []): void {
    node.port.postMessage(message, transfer);
  }

  function rest(): void {
    clearTimeout(sleep);
    sleep = setTimeout(() => {
      isAwake = false;
      if (context.state === "running") context.suspend();
    }, AWAKE_MS);
  }

  return {
    async resume() {
      clearTimeout(sleep);
      await context.resume(); // whatever its state says: it may be about to sleep
      isAwake = true;
    },
    begin() {
      run++;
      clock = createPlaybackClock();
      queued = 0;
      send({ kind: "begin", run });
    },
    play({ channels, source, step }) {
      clock.handOver({ frames: channels[0].length, source, step }, context.currentTime * sampleRate);
      queued += channels[0].length;
      send({ kind: "chunk", run, channels }, channels.map(({ buffer }) => buffer));
    },
    stop() {
      run++;
      clock = createPlaybackClock();
      queued = 0;
      send({ kind: "stop" });
      rest();
    },
    rest,
    queuedSeconds: () => queued / sampleRate,
    heardSample: () => clock.sampleAt(frameNow()),
    over: () => clock.over(frameNow()),
    close() {
      clearTimeout(sleep);
      isAwake = false;
      context.close();
    },
  };
}
