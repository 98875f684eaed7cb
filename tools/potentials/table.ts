/**
 * What a line of the table says.
 * @module
 */
import { type Crf, parameterBlocks, parameterCount } from "../../core/crf/crf.ts";
import { type Interval, pairedBootstrap } from "../../core/evaluation/bootstrap.ts";
import { seededRandom } from "../../core/random.ts";
import { mean } from "../../core/statistics.ts";
import type { Group, Row } from "./rows.ts";

export interface Line {
  name: string;
  group: Group;
  /** Of the whole CRF, and of the part that the group varies. */
  parameters: number;
  ownParameters: number;
  /** Of the objective with its gradient. */
  ms: number;
  /** Mean over pieces of the NLL of a rating, nats. */
  nll: number;
  /** That less the baseline's, with a 95 % interval. */
  difference: Interval;
  /** Multiple of the strength that each fold chose; none where there was nothing to choose. */
  chosen: number[];
}

/** Row by row. */
export interface Measured {
  rows: readonly Row[];
  /** NLL of each piece, in the order of their names. */
  nll: readonly number[][];
  /** Index of the options that each fold chose. */
  chosen: readonly number[][];
  crfs: readonly Crf[];
  ms: readonly number[];
}

/** Lines in the order of the rows; the first row is what all are compared with. */
export function tableLines({ rows, nll, chosen, crfs, ms }: Measured, seed: number): Line[] {
  return rows.map(({ name, group, options }, r) => {
    const blocks = parameterBlocks(crfs[r]), own = group === "emission" ? blocks.weights : blocks.transitions;
    const differences = nll[r].map((value, piece) => value - nll[0][piece]);
    return {
      name,
      group,
      parameters: parameterCount(crfs[r]),
      ownParameters: own.end - own.start,
      ms: ms[r],
      nll: mean(nll[r]),
      difference: pairedBootstrap(differences, seededRandom(seed).fork(`${group} ${name}`)),
      chosen: options.length > 1 ? chosen[r].map((i) => options[i].multiple) : [],
    };
  });
}
