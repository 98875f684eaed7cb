import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { asset, Head } from "fresh/runtime";

export default function Toggle({ name, children }: { name: string; children: ComponentChildren }) {
  const isOpen = useSignal(false);
  return (
    <section id={name}>
      <Head>
        <title>{isOpen.value ? `${name} is open` : `${name} is shut`}</title>
        <meta name="state" content={isOpen.value ? "open" : "shut"} />
      </Head>
      <button type="button" onClick={() => isOpen.value = !isOpen.value}>toggle {name}</button>
      {isOpen.value ? children : null}
      <img alt="" hidden src={asset("/a.svg")} />
    </section>
  );
}
