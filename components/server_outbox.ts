/**
 * The outbox of this browser: every page that opens it sends what any page left.
 * @module
 */
import { browserStorage } from "./browser_storage.ts";
import { requestJson } from "./json_client.ts";
import { waitOrOnline } from "./keep_trying.ts";
import { createOutbox, type Outbox, OUTBOX_KEY, type OutboxOptions } from "./outbox.ts";

export function openServerOutbox(onSent?: OutboxOptions["onSent"]): Outbox {
  const outbox = createOutbox({
    storage: browserStorage,
    send: ({ path, body }) => requestJson<{ id: string }>(path, { body }),
    wait: waitOrOnline,
    onSent,
  });
  addEventListener("storage", ({ key }) => key === OUTBOX_KEY && outbox.refresh());
  addEventListener("beforeunload", (event) => {
    // What is neither sent nor kept would be lost with the page.
    if (browserStorage.forgetful.peek() && outbox.letters.peek().length > 0) event.preventDefault();
  });
  outbox.drain();
  return outbox;
}
