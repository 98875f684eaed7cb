import { useSignal } from "@preact/signals";

export function Counter({ start }: { start: number }) {
  const count = useSignal(start);
  return <button type="button" id="count" onClick={() => count.value++}>{count}</button>;
}
