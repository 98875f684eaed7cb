/**
 * Networks that were trained already: recipes that differ only in who hears the network share it.
 * @module
 */
import type { Dbn } from "../dbn/dbn.ts";
import type { Random } from "../random.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import type { Recipe } from "./recipe.ts";
import type { TrainingPiece } from "./training_piece.ts";

/** What a network depends on, beside kernels. */
interface NetworkOrigin {
  pieces: readonly TrainingPiece[];
  recipe: Recipe;
  random: Random;
  /** Music that nobody rated. */
  unlabelled: readonly StepFeatures[];
}

/** Remembers networks by the very pieces, the random numbers and all of the recipe that they were trained by. */
export class KnownNetworks {
  readonly #networks = new Map<string, Dbn>();
  readonly #numbers = new WeakMap<object, number>();
  #next = 0;

  /** The network of that origin, made unless it is known. */
  get({ pieces, recipe: { hearing, dbn }, random, unlabelled }: NetworkOrigin, make: () => Dbn): Dbn {
    const numbers = [pieces, unlabelled].map((all) => all.map((one) => this.#numberOf(one)));
    // A fork is drawn from what its parent was made of, not from how far it has been used.
    const drawn = random.fork("known network").integer(2 ** 31);
    const key = JSON.stringify([numbers, drawn, hearing.network, hearing.spectrum, dbn]);
    const known = this.#networks.get(key) ?? make();
    this.#networks.set(key, known);
    return known;
  }

  #numberOf(one: object): number {
    const number = this.#numbers.get(one) ?? this.#next++;
    this.#numbers.set(one, number);
    return number;
  }
}
