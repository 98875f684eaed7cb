import assert from "node:assert/strict";
import { computed, signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { App } from "./mod.ts";
import { IslandsOfPage, registerIslands } from "./islands.ts";
import { readProps } from "./read_props.ts";

interface BoxProps {
  open?: boolean;
  value?: unknown;
  children?: ComponentChildren;
}

function Box({ open = true, children }: BoxProps) {
  return <div>{open ? children : null}</div>;
}

/** An island that shows another one of its own. */
function Outer() {
  return (
    <section>
      <Box />
    </section>
  );
}

registerIslands("islands/Box.tsx", { default: Box, Outer, notAComponent: 1 });
const box = { source: "islands/Box.tsx", exportName: "default", name: "Box" };

async function bodyOf(vnode: VNode): Promise<string> {
  const app = new App().get("/", (ctx) => ctx.render(vnode));
  const text = await (await app.handler()(new Request("http://localhost/"))).text();
  return text.match(/<body>(.*)<\/body>/s)![1].replace(/<script.*/s, "");
}

Deno.test("an island stands between comments, one that another shows does not", async () => {
  assert.equal(
    await bodyOf(<Outer />),
    "<!--frsh:island:Outer:0:--><section><div></div></section><!--/frsh:island-->",
  );
});

Deno.test("JSX for an island is a slot, where islands stand on their own again", async () => {
  assert.equal(
    await bodyOf(
      <Box>
        <b>
          <Outer />
        </b>
      </Box>,
    ),
    "<!--frsh:island:Box:0:--><div><!--frsh:slot:0:children--><b><!--frsh:island:Outer:1:--><section><div></div></section>" +
      "<!--/frsh:island--></b><!--/frsh:slot--></div><!--/frsh:island-->",
  );
});

Deno.test("JSX that an island does not show waits in a template, with all within it", async () => {
  const body = await bodyOf(
    <Box open={false}>
      <Box open={false}>
        <i>later</i>
      </Box>
    </Box>,
  );
  assert.equal(
    body.slice(body.indexOf("<template")),
    '<template id="frsh-slot-0"><!--frsh:slot:0:children--><!--frsh:island:Box:1:--><div></div><!--/frsh:island-->' +
      '<!--/frsh:slot--></template><template id="frsh-slot-1"><!--frsh:slot:1:children--><i>later</i><!--/frsh:slot--></template>',
  );
});

Deno.test("an island in a constant is one on every page", async () => {
  const element = <Outer />;
  assert.equal(await bodyOf(element), await bodyOf(element));
  assert.match(await bodyOf(element), /frsh:island:Outer:0/);
});

Deno.test("a page without islands sends no script", async () => {
  const text =
    await (await new App().get("/", (ctx) => ctx.render(<p>plain</p>)).handler()(new Request("http://localhost/")))
      .text();
  assert.equal(text, '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><p>plain</p></body></html>');
});

Deno.test("islands share in the browser what they shared on the server", () => {
  const page = new IslandsOfPage();
  const shared = signal([1]);
  const list = { list: [] as unknown[] };
  list.list.push(list);
  page.used.push({ island: box, props: { a: shared, b: computed(() => 2) } }, {
    island: box,
    props: { a: shared, list },
  });
  const [first, second] = readProps(JSON.parse(page.serialize()), {
    Signal: ({ value }: { value: unknown }) => ({ signal: value }),
    Computed: ({ value }: { value: unknown }) => ({ computed: value }),
  }) as { a: unknown; list: typeof list }[];
  assert.deepEqual(first, { a: { signal: [1] }, b: { computed: 2 } });
  assert.equal(first.a, second.a);
  assert.equal(second.list, second.list.list[0]);
});

Deno.test("what cannot travel is named, with its place", () => {
  const refused: [props: Record<string, unknown>, message: string][] = [
    [
      { onSave: () => {} },
      "onSave must be plain data, a signal or JSX, current value is a function (does it belong inside the island?)",
    ],
    [
      { rows: [{ map: new Float32Array(1) }] },
      "rows[0].map must be plain data, a signal or JSX, current value is Float32Array (pass an array of numbers, or fetch it)",
    ],
    [
      { job: new (class Job {})() },
      "job must be plain data, a signal or JSX, current value is Job (pass its fields as a plain object)",
    ],
    [
      { items: { label: <b>x</b> } },
      "items.label must be plain data, a signal or JSX, current value is JSX within an object (pass it as a prop of its own)",
    ],
    [
      { s: signal(() => {}) },
      "s.value must be plain data, a signal or JSX, current value is a function (does it belong inside the island?)",
    ],
  ];
  for (const [props, message] of refused) {
    const page = new IslandsOfPage();
    page.used.push({ island: box, props: {} }, { island: box, props });
    assert.throws(() => page.serialize(), {
      name: "TypeError",
      message: `Cannot send props to island Box: ${message}`,
    });
  }
});

Deno.test("arrays among the props stay as they are, though precompiled JSX escapes those it shows in place", async () => {
  const labels = ["a & b"];
  function List({ labels }: { labels: string[] }) {
    return <p>{labels}</p>;
  }
  registerIslands("islands/List.tsx", { List });
  assert.match(await bodyOf(<List labels={labels} />), /<p>a &amp;/);
  assert.deepEqual(labels, ["a & b"]);
});
