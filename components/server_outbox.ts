/**
 * The outbox of this browser: every page that opens it sends what any page left.
 * @module
 */
import { requestJson } from "./json_client.ts";
import { waitOrOnline } from "./keep_trying.ts";
import { createOutbox, type Outbox, type OutboxOptions } from "./outbox.ts";

export function openServerOutbox(onSent?: OutboxOptions["onSent"]): Outbox {
  const outbox = createOutbox({
    storage: localStorage,
    send: ({ path, body }) => requestJson<{ id: string }>(path, { body }),
    wait: waitOrOnline,
    onSent,
  });
  outbox.drain();
  return outbox;
}
