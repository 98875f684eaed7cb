/**
 * A choice of few, all in sight.
 * @module
 */
import { useId } from "preact/hooks";

interface SegmentsProps<T> {
  /** What is chosen: read aloud, not shown. */
  name: string;
  /** A signal, or what reads and writes like one. */
  value: { value: T };
  choices: readonly (readonly [value: T, label: string])[];
}

export function Segments<T>({ name, value, choices }: SegmentsProps<T>) {
  const group = useId(); // the same choice may be on the page twice
  return (
    <fieldset class="segments">
      <legend>{name}</legend>
      {choices.map(([choice, label]) => (
        <label key={label}>
          <input type="radio" name={group} checked={value.value === choice} onChange={() => value.value = choice} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
