import type { ComponentChildren } from "preact";
import type { ReadonlySignal, Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { IS_BROWSER } from "fresh/runtime";
export default function All(
  p: {
    s: Signal<number>;
    c: ReadonlySignal<number>;
    d: Date;
    u: URL;
    big: bigint;
    inf: number;
    und: undefined;
    set: Set<number>;
    map: Map<string, number>;
    u8: Uint8Array;
    re: RegExp;
    nested: { a: unknown[] };
    jsx: ComponentChildren;
    children: ComponentChildren;
  },
) {
  const [o, set] = useState("ssr");
  useEffect(
    () =>
      set(
        [
          p.d.getTime(),
          p.u.href,
          String(p.big),
          p.inf,
          p.und === undefined,
          p.set.has(1),
          p.map.get("k"),
          p.u8 instanceof Uint8Array && p.u8.length,
          p.re.flags,
          (p.nested.a[1] as { b: unknown }).b === p.s,
          p.c.value,
          IS_BROWSER,
        ].join("|"),
      ),
    [],
  );
  return (
    <div>
      <output id="o">{o}</output>
      <button type="button" id="b" onClick={() => p.s.value++}>s={p.s}</button>
      {p.jsx}
      {p.children}
    </div>
  );
}
export function Inner({ s }: { s: Signal<number> }) {
  return <span id="inner">inner {s}</span>;
}
