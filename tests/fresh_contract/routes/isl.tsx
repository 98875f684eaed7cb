import { computed, signal } from "@preact/signals";
import { define } from "../utils.ts";
import All, { Inner } from "../islands/All.tsx";
export default define.page(() => {
  const s = signal(2);
  return (
    <All
      s={s}
      c={computed(() => s.value * 2)}
      d={new Date(0)}
      u={new URL("http://x/y")}
      big={10n}
      inf={Infinity}
      und={undefined}
      set={new Set([1])}
      map={new Map([["k", 1]])}
      u8={new Uint8Array([1, 2])}
      re={/a/g}
      nested={{ a: [1, { b: s }] }}
      jsx={<i id="jsx">j</i>}
    >
      <p id="kid">
        kid <Inner s={s} />
      </p>
    </All>
  );
});
