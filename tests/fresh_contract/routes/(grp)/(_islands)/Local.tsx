export default function Local({ n }: { n: number }) {
  return <em>local {n}</em>;
}
