/**
 * Where the sound of the live page comes from: the microphone, or an audio element that plays.
 * @module
 */

/** Why it cannot listen; the words are in `strings.live.problems`. */
export type LiveProblem = "noWorklet" | "insecure" | "refused" | "noMicrophone" | "unplugged" | "unplayable";

export class LiveAudioError extends Error {
  constructor(readonly problem: LiveProblem, options?: ErrorOptions) {
    super(`Cannot listen: ${problem}`, options);
  }
}

export interface LiveAudio {
  context: AudioContext;
  /** Mono blocks of what sounds come out here (see `static/live-worklet.js`). */
  port: MessagePort;
  /** Resolves when there will be no more sound, though nobody has stopped it. */
  ended: Promise<unknown>;
  close(): void;
}

/** Frames of a block: 12 ms, so that little time is lost in waiting for one to fill. */
const BLOCK_FRAMES = 512;

/** What the microphone picks up, as it is: what helps speech spoils music. */
export async function openMicrophone(worklet: string): Promise<LiveAudio> {
  if (!navigator.mediaDevices) throw new LiveAudioError("insecure");
  let stream: MediaStream;
  try {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    stream = await navigator.mediaDevices.getUserMedia({ audio });
  } catch (cause) {
    throw new LiveAudioError((cause as Error).name === "NotAllowedError" ? "refused" : "noMicrophone", { cause });
  }
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  try {
    const audio = await tap(worklet, (context) => context.createMediaStreamSource(stream));
    const ended = Promise.race(stream.getTracks().map((track) => new Promise((resolve) => track.onended = resolve)));
    return { ...audio, ended, close: () => (audio.close(), stop()) };
  } catch (error) {
    stop();
    throw error;
  }
}

/** What an audio element plays; it is heard too. The element keeps its source node for ever, so it is used once. */
export async function openElement(worklet: string, element: HTMLAudioElement): Promise<LiveAudio> {
  const audio = await tap(worklet, (context) => {
    const source = context.createMediaElementSource(element);
    source.connect(context.destination);
    return source;
  });
  // The audio clock stands still with the music, so that a pause is no silence.
  const onPause = () => void audio.context.suspend(), onPlay = () => void audio.context.resume();
  element.addEventListener("pause", onPause);
  element.addEventListener("play", onPlay);
  try {
    await element.play();
  } catch (cause) {
    audio.close();
    throw new LiveAudioError("unplayable", { cause });
  }
  return {
    ...audio,
    close() {
      element.removeEventListener("pause", onPause);
      element.removeEventListener("play", onPlay);
      element.pause();
      audio.close();
    },
  };
}

/** The sound of a source, handed to a port. */
async function tap(worklet: string, sourceOf: (context: AudioContext) => AudioNode): Promise<LiveAudio> {
  if (typeof AudioContext === "undefined" || !("audioWorklet" in AudioContext.prototype)) {
    throw new LiveAudioError(globalThis.isSecureContext ? "noWorklet" : "insecure");
  }
  const context = new AudioContext({ latencyHint: "interactive" });
  try {
    return await tapInto(context, worklet, sourceOf);
  } catch (error) {
    context.close();
    throw error;
  }
}

async function tapInto(
  context: AudioContext,
  worklet: string,
  sourceOf: (context: AudioContext) => AudioNode,
): Promise<LiveAudio> {
  if (!context.audioWorklet) throw new LiveAudioError("insecure");
  await context.audioWorklet.addModule(worklet);
  await context.resume();
  const node = new AudioWorkletNode(context, "live-tap", { processorOptions: { blockFrames: BLOCK_FRAMES } });
  const { port1, port2 } = new MessageChannel();
  node.port.postMessage(port1, [port1]);
  sourceOf(context).connect(node);
  // Only what leads to the output is run; the node's own output is silence.
  node.connect(context.destination);
  return { context, port: port2, ended: new Promise(() => {}), close: () => void context.close() };
}
