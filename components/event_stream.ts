/**
 * Live events from the server. The connection is made again whenever it breaks. Each time it is there, the first time
 * too, whoever listens is told to read everything anew: events may have been missed. While there is none, a slow poll
 * stands in. The listener is told one thing after the other and reads in answer to each, so that no answer that was
 * asked for before an event lands after it. A page that nobody sees holds no connection: browsers have six for a
 * server, and a seventh tab would wait for ever.
 * @module
 */
import { type Signal, signal } from "@preact/signals";

const RECONNECT_MS = 3000;
const POLL_MS = 10_000;

export interface EventStreamOptions<E> {
  onEvent: (event: E) => unknown;
  /** Called when events may have been missed. */
  onGap: () => unknown;
}

export interface EventStream {
  connected: Signal<boolean>;
  close(): void;
}

export function openEventStream<E>(path: string, { onEvent, onGap }: EventStreamOptions<E>): EventStream {
  const connected = signal(true);
  let told: Promise<unknown> = Promise.resolve();
  /** What fails is read anew with the next connection: it is lost as well. */
  const tell = (what: () => unknown) => told = told.then(what).catch(() => {});
  let source: EventSource | undefined, retry: ReturnType<typeof setTimeout> | undefined;
  function connect() {
    source = new EventSource(path);
    source.onopen = () => {
      connected.value = true;
      tell(onGap);
    };
    source.onmessage = (message) => tell(() => onEvent(JSON.parse(message.data) as E));
    source.onerror = () => {
      connected.value = false;
      // The browser tries again by itself unless the server answered with an error.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(connect, RECONNECT_MS);
    };
  }
  function disconnect() {
    source?.close();
    clearTimeout(retry);
  }
  function onVisibilityChange() {
    disconnect();
    if (!document.hidden) connect();
  }
  onVisibilityChange();
  document.addEventListener("visibilitychange", onVisibilityChange);
  const poll = setInterval(() => connected.value || tell(onGap), POLL_MS);
  return {
    connected,
    close() {
      document.removeEventListener("visibilitychange", onVisibilityChange);
      disconnect();
      clearInterval(poll);
    },
  };
}
