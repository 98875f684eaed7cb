/**
 * VGMIDI (Ferreira & Whitehead 2019, "Learning to generate music with sentiment"), its raw JSON: every annotator's arousal
 * and valence, a value a measure, in [-1, 1].
 * @module
 */
import type { RatingSeries } from "../../core/annotation/series.ts";
import { writeAnnotationsCsv } from "../annotations_csv.ts";
import { Field } from "../field.ts";

const ACTION = "Cannot read VGMIDI";

/**
 * @param text `{ annotations: { "piece7_12": { arousal: [], valence: [] } }, pieces: { "piece7": { measures, duration } } }`.
 * @returns an annotations file. A measure lasts duration / measures seconds. Whether annotation 12 of two pieces is one
 * person's is not told, so every annotation has an annotator of its own, named like it.
 * @throws SyntaxError, TypeError or RangeError naming the place in the JSON.
 */
export function convertVgmidi(text: string): string {
  const root = Field.root(ACTION, parseJson(text)), pieces = root.get("pieces");
  const annotations = root.get("annotations"), names = annotations.keys();
  if (names.length === 0) annotations.refuse(RangeError, "must hold an annotation", annotations.value);
  return writeAnnotationsCsv(names.map((name) => {
    const piece = name.slice(0, Math.max(0, name.lastIndexOf("_"))), annotation = annotations.get(name);
    if (piece === "") annotation.refuse(SyntaxError, "must be named like piece7_12", name);
    return readAnnotation(name, piece, annotation, pieces.get(piece));
  }));
}

function readAnnotation(annotator: string, piece: string, annotation: Field, about: Field): RatingSeries {
  const measures = about.get("measures").integer(1, 1e6);
  const seconds = about.get("duration").number(Number.MIN_VALUE, 1e6) / measures;
  const [arousal, valence] = (["arousal", "valence"] as const).map((axis) => {
    const list = annotation.get(axis), values = list.array();
    if (values.length === 0 || values.length > measures) {
      list.refuse(RangeError, `must have 1 … ${measures} values, one a measure`, values.length);
    }
    return Float64Array.from(values, (value) => value.number(-1, 1));
  });
  if (arousal.length !== valence.length) {
    annotation.get("valence").refuse(
      RangeError,
      `must have as many values as arousal, ${arousal.length}`,
      valence.length,
    );
  }
  return { piece, annotator, times: arousal.map((_, i) => i * seconds), arousal, valence };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new SyntaxError(`${ACTION}: it must be JSON (${(error as Error).message})`);
  }
}
