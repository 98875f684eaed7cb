import type { ServerEvent } from "../../protocol/api.ts";
import { define } from "../../utils.ts";
import { endpoint } from "./(_endpoint)/endpoint.ts";
import { eventStream } from "./(_endpoint)/event_stream.ts";

export const handler = define.handlers({
  GET: endpoint("events", (ctx, { scope }) => {
    const { bus, closing } = ctx.state.workspace;
    return eventStream<ServerEvent>((listener) => bus.subscribe(scope.projectId, listener), {
      keyOf: (event) => event.type === "job" ? event.job.id : event.type === "track" ? event.trackId : event.type,
      closing,
    });
  }),
});
