/**
 * Networks that were trained already: recipes that differ only in who hears the network share it.
 * @module
 */
import type { Dbn } from "../dbn/dbn.ts";
import type { Random } from "../random.ts";
import type { Recipe } from "./recipe.ts";
import type { TrainingPiece } from "./training_piece.ts";

/** What a network depends on, beside kernels. */
interface NetworkOrigin {
  pieces: readonly TrainingPiece[];
  recipe: Recipe;
  random: Random;
}

/** Remembers networks by the very pieces, the random numbers and all of the recipe that they were trained by. */
export class KnownNetworks {
  readonly #networks = new Map<string, Dbn>();
  readonly #numbers = new WeakMap<TrainingPiece, number>();
  #next = 0;

  /** The network of that origin, made unless it is known. */
  get({ pieces, recipe: { hearing, dbn }, random }: NetworkOrigin, make: () => Dbn): Dbn {
    const numbers = pieces.map((piece) => this.#numberOf(piece));
    // A fork is drawn from what its parent was made of, not from how far it has been used.
    const drawn = random.fork("known network").integer(2 ** 31);
    const key = JSON.stringify([numbers, drawn, hearing.network, hearing.spectrum, dbn]);
    const known = this.#networks.get(key) ?? make();
    this.#networks.set(key, known);
    return known;
  }

  #numberOf(piece: TrainingPiece): number {
    const number = this.#numbers.get(piece) ?? this.#next++;
    this.#numbers.set(piece, number);
    return number;
  }
}
