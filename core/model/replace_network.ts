/**
 * A model with another network of the same shape, e.g. one that was trained on elsewhere.
 * @module
 */
import type { Dbn } from "../dbn/dbn.ts";
import { EMPTY_MEMORY } from "./memory.ts";
import type { MoodModel } from "./model.ts";

/**
 * The model with `dbn` as its network. All that was trained on what the old network says stays as it is, so the result is
 * only as good as the new one's units still mean the same: it has no evaluation of its own.
 * @param parent what the card says of the model that it comes from.
 * @throws RangeError if the model has no network, one of another shape, or remembers corrections, which are kept as what
 * the old network heard.
 */
export function replaceNetwork(model: MoodModel, dbn: Dbn, { id, parent }: { id: string; parent: unknown }): MoodModel {
  const own = model.listener.ear.dbn, shape = own && shapeOf(own), given = shapeOf(dbn);
  if (shape !== given) {
    throw new RangeError(
      `Cannot replace the network of ${model.id}: it must be ${shape ?? "there"}, current value is ${given}` +
        (shape === null ? " (the recipe has no network)" : ""),
    );
  }
  if (model.memory.spreads.length > EMPTY_MEMORY.spreads.length) {
    throw new RangeError(
      `Cannot replace the network of ${model.id}: the model must remember no corrections, ` +
        `current value is ${model.memory.spreads.length} moments (take the model that it was retrained from)`,
    );
  }
  const { evaluation: _, ...card } = model.card;
  return {
    ...model,
    id,
    listener: { ...model.listener, ear: { ...model.listener.ear, dbn } },
    card: { ...card, parent },
  };
}

/** `257–50–50–50–2` */
function shapeOf({ layers, head }: Dbn): string {
  return [layers[0].visible, ...layers.map(({ hidden }) => hidden), head.outputs].join("–");
}
