import Toggle from "../islands/Toggle.tsx";
import { Counter } from "../islands/Counter.tsx";

export default function Page() {
  return (
    <Toggle name="outer">
      <Toggle name="inner">
        <Counter start={7} />
        <input id="field" value="typed" disabled checked type="checkbox" />
        <svg viewBox="0 0 1 1">
          <linearGradient id="gradient" />
        </svg>
        <p style="color: red" class="x">a &amp; b {"<c>"}</p>
      </Toggle>
    </Toggle>
  );
}
