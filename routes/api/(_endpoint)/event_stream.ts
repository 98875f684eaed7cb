/**
 * Server-sent events.
 * @module
 */

/** Comments that keep proxies from closing a silent connection, and show us that a client has gone. */
const HEARTBEAT_MS = 15_000;
/** Events wait this long to be sent together, and only the newest of each key is: thousands of jobs may change at once. */
const GATHER_MS = 50;

export interface EventStreamOptions<E> {
  /** Events of one key replace each other while they wait. */
  keyOf(event: E): string;
  /** Ends the stream when the server stops. */
  closing: AbortSignal;
}

/** @param subscribe registers a listener and returns what removes it */
export function eventStream<E>(
  subscribe: (listener: (event: E) => void) => () => void,
  { keyOf, closing }: EventStreamOptions<E>,
): Response {
  const encoder = new TextEncoder();
  const waiting = new Map<string, E>();
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      let flushing: ReturnType<typeof setTimeout> | undefined;
      const flush = () => {
        flushing = undefined;
        // A client that does not read gets the newest state when it does, instead of a queue without end.
        if ((controller.desiredSize ?? 0) <= 0) return void (flushing = setTimeout(flush, 10 * GATHER_MS));
        send([...waiting.values()].map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));
        waiting.clear();
      };
      const unsubscribe = subscribe((event) => {
        waiting.set(keyOf(event), event);
        flushing ??= setTimeout(flush, GATHER_MS);
      });
      const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
      const close = () => {
        end();
        controller.close();
      };
      end = () => {
        unsubscribe();
        clearInterval(heartbeat);
        clearTimeout(flushing);
        closing.removeEventListener("abort", close);
      };
      closing.addEventListener("abort", close);
      send("retry: 1000\n\n");
    },
    cancel: () => end(),
  }, { highWaterMark: 8 });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}
