/**
 * How the chosen tool works: size and strength of the brush, what is done to a peak.
 * @module
 */
import { useId } from "preact/hooks";
import { Segments } from "../Segments.tsx";
import { correcting as words } from "../strings/correcting.ts";
import type { Bench } from "./bench.tsx";
import { SIZE_CELLS, STRENGTH_NATS } from "./brush.ts";
import { AMOUNTS } from "./grip.ts";

const pairs = <K extends string>(names: Record<K, string>) => Object.entries(names) as [K, string][];
const SHAPES = pairs(words.brush.shapes), HOWS = pairs(words.peak.hows);

export function ToolOptions({ bench }: { bench: Bench }) {
  const { brush, peak, notice, correcting: { tool, place } } = bench, { value: how } = peak.how;
  return (
    <div class="tool-options">
      {tool.value === "brush" && (
        <>
          <Segments name={words.brush.shape} value={brush.shape} choices={SHAPES} />
          <Slider
            name={words.brush.size}
            value={brush.sizeCells.value}
            text={words.brush.sizeValue(brush.sizeCells.value.toFixed(1))}
            {...SIZE_CELLS}
            onInput={(value) => brush.sizeCells.value = value}
          />
          <Slider
            name={words.brush.strength}
            value={brush.strength.value}
            text={words.brush.strengthValue(brush.strength.value.toFixed(1))}
            {...STRENGTH_NATS}
            onInput={(value) => brush.strength.value = value}
          />
          <label class="toggle">
            <input
              type="checkbox"
              checked={brush.down}
              onChange={(event) => brush.down.value = event.currentTarget.checked}
            />
            {words.brush.down}
          </label>
          <p class="muted">{words.brush.hint}</p>
        </>
      )}
      {tool.value === "peak" && (
        <>
          <Segments name={words.peak.how} value={peak.how} choices={HOWS} />
          {how !== "move" && (
            <Slider
              name={words.peak.amount}
              value={peak.amounts.value[how]}
              text={peak.amounts.value[how].toFixed(2)}
              {...AMOUNTS[how]}
              step={0.05}
              onInput={peak.setAmount}
            />
          )}
          <p class="muted">{words.peak.hint}</p>
        </>
      )}
      <p role="status" class={place.value ? "notice recording" : "notice"}>{notice}</p>
    </div>
  );
}

interface SliderProps {
  name: string;
  value: number;
  /** The value with its unit. */
  text: string;
  least: number;
  most: number;
  step: number;
  onInput: (value: number) => void;
}

export function Slider({ name, value, text, least, most, step, onInput }: SliderProps) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{name}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
      <span class="number">{text}</span>
    </div>
  );
}
