export function X() {
  return <s>x</s>;
}
