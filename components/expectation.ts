/**
 * What the page knows of where a model expects the emotion to go: asked for once, looked up at every move.
 * @module
 */
import { CELL_COUNT, cellToPoint } from "../core/emotion/grid.ts";
import type { Heatmap } from "../core/emotion/heatmap.ts";
import { errorMessage, RequestError } from "./json_client.ts";
import { formatPercent, pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";

/** p(next | present), [121, 121]; null of a model that expects nothing. */
export type Expectation = Float32Array | null;

/** @throws RequestError */
export async function readExpectation(modelId: string, signal?: AbortSignal): Promise<Expectation> {
  const response = await fetch(`/api/models/${modelId}/expectation`, { signal });
  if (response.status === 204) return null;
  if (!response.ok) throw new RequestError(errorMessage(response.status, await response.text()), response.status);
  return new Float32Array(await response.arrayBuffer());
}

/** Where next from a cell, [121]. */
export function nextFrom(next: Float32Array, cell: number): Float32Array {
  return next.subarray(cell * CELL_COUNT, (cell + 1) * CELL_COUNT);
}

/** The likeliest cell but one. */
export function likeliestBut(map: Heatmap, but: number): number {
  let best = but === 0 ? 1 : 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) if (cell !== but && map[cell] > map[best]) best = cell;
  return best;
}

/** What is expected from a cell, in a sentence. */
export function fromCellText(next: Float32Array, cell: number): string {
  const row = nextFrom(next, cell), other = likeliestBut(row, cell);
  return strings.expectation.from(words(cell), formatPercent(row[cell]), words(other), formatPercent(row[other]));
}

/** How a map changes, in a sentence. */
export function fromMapText(before: Heatmap, after: Heatmap): string {
  const change = Float64Array.from(after, (p, cell) => p - before[cell]);
  const gains = change.indexOf(Math.max(...change)), loses = change.indexOf(Math.min(...change));
  return strings.expectation.fromMap(words(gains), words(loses));
}

/** A cell in words. */
export function words(cell: number): string {
  return pointToWords(cellToPoint(cell));
}
