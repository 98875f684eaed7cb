import { Head } from "fresh/runtime";
import { define } from "../utils.ts";
export default define.page((p) => (
  <h1>
    <Head>
      <title>Home</title>
      <meta name="d" content="page" key="d" />
      <link rel="canonical" href="/x" />
    </Head>
    {Object.keys(p).sort().join(" ")}
  </h1>
));
