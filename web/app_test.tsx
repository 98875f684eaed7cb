import assert from "node:assert/strict";
import { App, type Context, createDefine, csp, HttpError, page, type PageProps } from "./mod.ts";
import { Head } from "./runtime.ts";

async function ask(app: App<never>, path: string, init?: RequestInit): Promise<[status: number, text: string]> {
  const response = await app.handler()(new Request("http://localhost" + path, init));
  return [response.status, await response.text()];
}

/** Runs with console.error caught, and gives what was logged. */
async function logged(run: () => Promise<void>): Promise<unknown[]> {
  const original = console.error;
  const calls: unknown[] = [];
  console.error = (value: unknown) => void calls.push(value);
  try {
    await run();
  } finally {
    console.error = original;
  }
  return calls;
}

interface Trail {
  trail?: string[];
}
const step = (name: string) => (ctx: Context<Trail>) => {
  (ctx.state.trail ??= []).push(name);
  return ctx.next();
};
const showTrail = (ctx: Context<Trail>) => ctx.text((ctx.state.trail ?? []).join());

Deno.test("middlewares hold for what is registered after them, below their path", async () => {
  const app = new App<Trail>().get("/early", showTrail).use(step("a"), step("b")).use("/in", step("in"))
    .get("/in/side", step("own"), showTrail).get("/out", showTrail).use(step("late")) as App<never>;
  assert.deepEqual(await ask(app, "/early"), [200, ""]);
  assert.deepEqual(await ask(app, "/in/side"), [200, "a,b,in,own"]);
  assert.deepEqual(await ask(app, "/out"), [200, "a,b"]);
});

Deno.test("a middleware may be loaded when it is first needed", async () => {
  const app = new App<never>().get(
    "/lazy",
    async () => await Promise.resolve((ctx: Context<never>) => ctx.text("loaded")),
  );
  assert.deepEqual(await ask(app, "/lazy"), [200, "loaded"]);
});

Deno.test("every method has its call, and others are refused", async () => {
  const answer = (ctx: Context<never>) => ctx.text(ctx.req.method);
  const app = new App<never>().get("/m", answer).post("/m", answer).put("/m", answer).patch("/m", answer)
    .delete("/m", answer).all("/any", answer);
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    assert.deepEqual(await ask(app, "/m", { method }), [200, method]);
  }
  assert.deepEqual(await ask(app, "/m", { method: "OPTIONS" }), [405, "Method Not Allowed"]);
  assert.deepEqual(await ask(app, "/any", { method: "OPTIONS" }), [200, "OPTIONS"]);
  assert.deepEqual(await ask(app, "/m", { method: "HEAD" }), [200, ""]);
});

Deno.test("the nearest error handler answers, and an error in it goes to the next", async () => {
  const app = new App<never>()
    .onError((ctx) => ctx.text(`root: ${(ctx.error as Error).message}`, { status: 500 }))
    .onError("/in", (ctx) => {
      if (ctx.url.searchParams.has("again")) throw new Error("again");
      return ctx.text(`in: ${(ctx.error as Error).message}`, { status: 418 });
    })
    .get("/in/side", () => {
      throw new HttpError(409, "first");
    })
    .get("/out", () => {
      throw new HttpError(409, "out");
    });
  assert.deepEqual(await ask(app, "/in/side"), [418, "in: first"]);
  assert.deepEqual(await ask(app, "/out"), [500, "root: out"]);
  const errors = await logged(async () => {
    assert.deepEqual(await ask(app, "/in/side?again"), [500, "root: again"]);
  });
  assert.equal((errors[0] as Error).message, "again");
});

Deno.test("an error that nobody handles is logged in full and shown in no detail", async () => {
  const app = new App<never>().get("/", () => {
    throw new Error("the password is 1234");
  });
  const errors = await logged(async () => {
    assert.deepEqual(await ask(app, "/"), [500, "Internal Server Error"]);
  });
  assert.equal((errors[0] as Error).message, "the password is 1234");
});

Deno.test("notFound answers every 404, after the middlewares", async () => {
  const app = new App<Trail>().use(step("a")).onError((ctx) => ctx.text("error", { status: 500 }))
    .notFound((ctx) => ctx.text(`none ${ctx.state.trail}`, { status: 404 }))
    .get("/thrown", () => {
      throw new HttpError(404);
    }) as App<never>;
  assert.deepEqual(await ask(app, "/missing"), [404, "none a"]);
  assert.deepEqual(await ask(app, "/thrown"), [404, "none a"]);
});

Deno.test("an app is mounted with its middlewares, below the base path", async () => {
  const inner = new App<Trail>().use(step("inner")).get("/x", showTrail);
  const app = new App<Trail>({ basePath: "/base/" }).use(step("outer")).mountApp("/in", inner).get(
    "/x",
    showTrail,
  ) as App<never>;
  assert.deepEqual(await ask(app, "/base/in/x"), [200, "outer,inner"]);
  assert.deepEqual(await ask(app, "/base/x"), [200, "outer"]);
  assert.equal((await ask(app, "/x"))[0], 404);
});

Deno.test("routes, layouts and the app wrapper nest", async () => {
  const app = new App<never>()
    .appWrapper(({ Component }) => (
      <html>
        <head>
          <title>App</title>
        </head>
        <body>
          <Component />
        </body>
      </html>
    ))
    .layout("/in", ({ Component }) => (
      <main>
        <Component />
      </main>
    ))
    .route("/in/page", {
      handlers: { GET: () => page("<data>") },
      component: ({ data }) => (
        <p>
          <Head>
            <title>Page</title>
          </Head>
          {data}
        </p>
      ),
    });
  assert.deepEqual(await ask(app, "/in/page"), [
    200,
    "<!DOCTYPE html><html><head><title>Page</title></head><body><main><p>&lt;data></p></main></body></html>",
  ]);
});

Deno.test("text that reads like an attribute never leaves the value it stands in", async () => {
  const name = 'a f-client-nav onfocus=alert(1) b="c" f-client-nav';
  const app = new App<never>().get("/", (ctx) => ctx.render(<p class="x" title={name} f-client-nav>{name}</p>));
  const quoted = name.replaceAll('"', "&quot;");
  const [, html] = await ask(app, "/");
  assert.match(html, new RegExp(`<p class="x" title="${quoted.replace(/[()]/g, "\\$&")}" f-client-nav="true">`));
  assert.ok(html.includes(`>${name}</p>`) || html.includes(`>${quoted}</p>`));
});

Deno.test("links know where they are, on every page they are on", async () => {
  const menu = (
    <p>
      <a href="/">0</a>
      <a href="/in">1</a>
      <a href="/in/page">2</a>
      <a href="//">3</a>
    </p>
  );
  const app = new App<never>().get("/*", (ctx) => ctx.render(menu));
  const marks = async (path: string) =>
    (await ask(app, path))[1].match(/<a.*?>/g)!.map((tag) => tag.match(/data-(\w+)/)?.[1]).join();
  assert.equal(await marks("/in/page"), ",ancestor,current,");
  assert.equal(await marks("/"), "current,,,");
  assert.equal(await marks("/in/page?x=1"), ",ancestor,ancestor,");
});

Deno.test("a page knows the type of its handler's data, a middleware that of the state", () => {
  const define = createDefine<{ user: string }>();
  const handler = define.handlers({
    GET: (ctx) => ctx.state.user === "" ? ctx.redirect("/login") : page({ count: 1 }),
    POST: async () => await Promise.resolve(page({ count: 2 })),
  });
  define.page<typeof handler>(({ data, state }) => {
    const count: number = data.count, user: string = state.user;
    // @ts-expect-error -- it is a number
    const wrong: string = data.count;
    return [count, user, wrong];
  });
  define.page<typeof handler>(async ({ data }) => await Promise.resolve(<p>{data.count}</p>));
  define.page(({ data }: PageProps<{ text: string }, { user: string }>) => data.text);
  // @ts-expect-error -- there is no such field
  define.middleware((ctx) => (ctx.state.name, ctx.next()));
  // @ts-expect-error -- a handler answers with a Response or page()
  define.handlers({ GET: () => 1 });
  // @ts-expect-error -- 200 is no error
  assert.equal(new HttpError(200).status, 200);
});

Deno.test("a redirect to a local path stays local", async () => {
  const app = new App<never>().get("/go", (ctx) => ctx.redirect(ctx.url.searchParams.get("to")!));
  const locationOf = async (to: string) =>
    (await app.handler()(new Request(`http://localhost/go?to=${encodeURIComponent(to)}`))).headers.get("location");
  assert.equal(await locationOf("//evil.example/x"), "/evil.example/x");
  assert.equal(await locationOf("/\\evil.example"), "/evil.example");
  assert.equal(await locationOf("/a?next=//b"), "/a?next=//b");
  assert.equal(await locationOf("https://example.org/"), "https://example.org/");
});

Deno.test("a policy with a nonce lets in the scripts of rendered pages, and those alone", async () => {
  const app = new App<never>().use(csp({ useNonce: true, csp: ["img-src 'self' https:"] }))
    .get("/page", (ctx) => ctx.render(<script>1</script>)).get("/json", (ctx) => ctx.json({}));
  const answer = await app.handler()(new Request("http://localhost/page"));
  const policy = answer.headers.get("content-security-policy")!;
  const nonce = (await answer.text()).match(/<script nonce="([^"]+)">1<\/script>/)?.[1];
  assert.ok(nonce && policy.includes(`script-src 'self' 'nonce-${nonce}'`), policy);
  assert.ok(policy.includes("img-src 'self' https:;") && !policy.includes("unsafe-inline"), policy);
  const again = await app.handler()(new Request("http://localhost/page"));
  assert.notEqual(again.headers.get("content-security-policy"), policy, "every answer has its own");
  const json = await app.handler()(new Request("http://localhost/json"));
  assert.ok(json.headers.get("content-security-policy")!.includes("script-src 'self' 'unsafe-inline'"));
});

Deno.test("sockets are upgraded, by a path and within a handler, with the middlewares around", async () => {
  const app = new App<never>()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-seen", "1");
      return response;
    })
    .ws("/managed", { message: (socket, event) => socket.send(`managed ${event.data}`) })
    .get("/bare", (ctx) => {
      const { socket, response } = ctx.upgrade({ idleTimeout: 10 });
      socket.onmessage = ({ data }) => socket.send(`bare ${data}`);
      return response;
    });
  const abort = new AbortController();
  const address = Promise.withResolvers<Deno.NetAddr>();
  const served = app.listen({ port: 0, signal: abort.signal, onListen: address.resolve });
  const { hostname, port } = await address.promise;
  assert.equal(hostname, "127.0.0.1", "listens on this machine only");
  try {
    assert.equal(await echoed(`ws://${hostname}:${port}/managed`), "managed hello");
    assert.equal(await echoed(`ws://${hostname}:${port}/bare`), "bare hello");
    const plain = await fetch(`http://${hostname}:${port}/managed`);
    assert.deepEqual([plain.status, await plain.text()], [400, "Expected a WebSocket upgrade request"]);
  } finally {
    abort.abort();
    await served;
  }
});

/** What a socket answers to "hello". */
function echoed(url: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = new WebSocket(url);
  let answer = "";
  socket.onopen = () => socket.send("hello");
  socket.onmessage = ({ data }) => {
    answer = data;
    socket.close();
  };
  socket.onclose = () => resolve(answer);
  socket.onerror = (event) => reject(new Error(String((event as ErrorEvent).message)));
  return promise;
}

Deno.test("work that fails because its visitor has left is not reported", async () => {
  const visitor = new AbortController();
  const app = new App<never>().get("/slow", ({ req }: Context<never>) => {
    visitor.abort();
    req.signal.throwIfAborted();
    return new Response("never");
  });
  const errors = await logged(async () => {
    assert.equal((await ask(app, "/slow", { signal: visitor.signal }))[0], 500);
  });
  assert.deepEqual(errors, []);
});
