/**
 * Live events from the server. The connection is made again whenever it breaks. Each time it is there, the first time
 * too, whoever listens is told to read everything anew: events may have been missed. While there is none, a slow poll
 * stands in. The listener is told one thing after the other and reads in answer to each, so that no answer that was
 * asked for before an event lands after it. A page that nobody sees holds no connection: browsers have six for a
 * server, and a seventh tab would wait for ever. For the same reason all who listen to a path on one page share one
 * connection.
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { serverIsBack } from "./keep_trying.ts";

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

interface Connection {
  connected: Signal<boolean>;
  /** Each is told one thing after the other. */
  listeners: Set<{ onGap: () => void; onEvent: (event: unknown) => void }>;
  /** Whoever joins now has missed what was told before. */
  isOpen: boolean;
  close: () => void;
}

const connections = new Map<string, Connection>();

export function openEventStream<E>(path: string, { onEvent, onGap }: EventStreamOptions<E>): EventStream {
  const connection = connections.get(path) ?? connect(path);
  let told: Promise<unknown> = Promise.resolve();
  /** What fails is read anew with the next connection: it is lost as well. */
  const tell = (what: () => unknown) => told = told.then(what).catch(() => {});
  const listener = { onGap: () => void tell(onGap), onEvent: (event: unknown) => void tell(() => onEvent(event as E)) };
  connection.listeners.add(listener);
  if (connection.isOpen) listener.onGap();
  return {
    connected: connection.connected,
    close() {
      connection.listeners.delete(listener);
      if (connection.listeners.size > 0) return;
      connection.close();
      connections.delete(path);
    },
  };
}

function connect(path: string): Connection {
  const connected = signal(true), listeners: Connection["listeners"] = new Set();
  let source: EventSource | undefined, retry: ReturnType<typeof setTimeout> | undefined;
  function open() {
    source = new EventSource(path);
    source.onopen = () => {
      connected.value = connection.isOpen = true;
      serverIsBack();
      for (const { onGap } of listeners) onGap();
    };
    source.onmessage = (message) => {
      for (const { onEvent } of listeners) onEvent(JSON.parse(message.data));
    };
    source.onerror = () => {
      connected.value = connection.isOpen = false;
      // The browser tries again by itself unless the server answered with an error.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RECONNECT_MS);
    };
  }
  function disconnect() {
    source?.close();
    clearTimeout(retry);
    connection.isOpen = false;
  }
  function onVisibilityChange() {
    disconnect();
    if (!document.hidden) open();
  }
  const poll = setInterval(() => connected.value || listeners.forEach(({ onGap }) => onGap()), POLL_MS);
  const connection: Connection = {
    connected,
    listeners,
    isOpen: false,
    close() {
      document.removeEventListener("visibilitychange", onVisibilityChange);
      disconnect();
      clearInterval(poll);
    },
  };
  onVisibilityChange();
  document.addEventListener("visibilitychange", onVisibilityChange);
  connections.set(path, connection);
  return connection;
}
