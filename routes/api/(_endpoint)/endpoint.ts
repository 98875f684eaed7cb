/**
 * What every route of the API goes through: who asks is authorised, the request is checked against the table of
 * operations, and errors become JSON.
 * @module
 */
import type { Context } from "fresh";
import { HttpError } from "fresh";
import * as v from "valibot";
import { type Operation, type OperationName, operations } from "../../../protocol/operations.ts";
import type { Scope } from "../../../store/schema.ts";
import type { State } from "../../../utils.ts";
import { errorAnswer, errorToAnswer } from "./errors.ts";

type Table = typeof operations;
type Query<N extends OperationName> = v.InferOutput<Table[N]["query"]>;
type Params<N extends OperationName> = Table[N] extends { params: infer P extends v.GenericSchema<unknown, unknown> }
  ? v.InferOutput<P>
  : null;
type Body<N extends OperationName> = Table[N] extends { body: infer B extends v.GenericSchema } ? v.InferOutput<B>
  : null;

/** A checked request. */
export interface Call<N extends OperationName> {
  scope: Scope;
  /** The `:id` of the path, a UUID; empty where the path has none. */
  id: string;
  /** What else the path holds; null where there is nothing. */
  params: Params<N>;
  query: Query<N>;
  /** The JSON body; null where there is none or the route reads it itself. */
  body: Body<N>;
}

type Handler = (ctx: Context<State>) => Promise<Response>;

const names = new WeakMap<Handler, OperationName>();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As nginx counts them. */
const CLIENT_LEFT = 499;
const MAX_JSON_BYTES = 8 * 1024 * 1024;

/** The handler of an operation. */
export function endpoint<N extends OperationName>(
  name: N,
  answer: (ctx: Context<State>, call: Call<N>) => Response | Promise<Response>,
): Handler {
  const operation: Operation = operations[name];
  const handler = async (ctx: Context<State>) => {
    try {
      const { workspace } = ctx.state, { scope } = workspace;
      const decision = workspace.authorize(workspace.actor, operation.action, { projectId: scope.projectId });
      if (!decision.allowed) return errorAnswer(403, decision.reason);
      if (ctx.params.id !== undefined && !UUID.test(ctx.params.id)) throw notFound(operation.summary);
      const params = operation.params ? v.safeParse(operation.params, ctx.params) : null;
      if (params && !params.success) throw notFound(operation.summary);
      const query = check(operation, "query", Object.fromEntries(ctx.url.searchParams));
      const body = typeof operation.body === "object" ? await readJson(ctx.req, operation) : null;
      const call = { scope, id: ctx.params.id ?? "", params: params?.output ?? null, query, body } as Call<N>;
      return await answer(ctx, call);
    } catch (error) {
      // Nobody reads the answer to who has left, and it is no error of ours.
      return ctx.req.signal.aborted ? new Response(null, { status: CLIENT_LEFT }) : errorToAnswer(error);
    }
  };
  names.set(handler, name);
  return handler;
}

/** Which operation a handler was made for: lets a test see that no route goes round the guard. */
export function operationOf(handler: unknown): OperationName | undefined {
  return typeof handler === "function" ? names.get(handler as Handler) : undefined;
}

export function notFound(summary: string): HttpError {
  return new HttpError(404, `Cannot ${summary}: there must be one of this id in the project`);
}

/** The value, or the error of something that was asked for by an id and is not there. */
export function found<T>(value: T | undefined, name: OperationName): T {
  if (value === undefined) throw notFound(operations[name].summary);
  return value;
}

function check(operation: Operation, part: "query" | "body", value: unknown): unknown {
  const schema = part === "query" ? operation.query : operation.body as v.GenericSchema;
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  // Says where and what must hold; what was sent is not repeated.
  const [issue] = result.issues, path = v.getDotPath(issue);
  const place = path === null ? part : `${part}.${path}`;
  throw new HttpError(400, `Cannot ${operation.summary}: ${place.slice(0, 100)} must ${ruleOf(issue)}`);
}

const LENGTHS: Record<string, string> = { length: "", min_length: "at least ", max_length: "at most " };
const KINDS: Record<string, string> = {
  Array: "be a list",
  Object: "be an object",
  string: "be a text",
  number: "be a number",
};

function ruleOf({ type, kind, expected, received, message, requirement, input }: v.BaseIssue<unknown>): string {
  if (received === "undefined") return "be there";
  if (expected === "never") return "not be there";
  if (type === "regex") return `be ${message}`; // our own words, see protocol/schemas.ts
  if (type === "check") return message; // as well
  if (type === "integer") return "be an integer";
  if (type in LENGTHS) return `have ${LENGTHS[type]}${requirement} ${Array.isArray(input) ? "entries" : "characters"}`;
  if (kind === "validation") return `be ${expected ?? "valid"}`;
  return KINDS[expected ?? ""] ?? `be one of ${expected?.replace(/[()]/g, "").replaceAll(" | ", ", ")}`;
}

async function readJson(req: Request, operation: Operation): Promise<unknown> {
  const refuse = (status: 400 | 413 | 415, reason: string) =>
    new HttpError(status, `Cannot ${operation.summary}: the body must ${reason}`);
  if (!/^application\/json\s*(;|$)/i.test(req.headers.get("content-type") ?? "")) {
    throw refuse(415, "be application/json");
  }
  let text = "", bytes = 0;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array<ArrayBuffer>) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw refuse(400, "be UTF-8");
    }
  };
  for await (const chunk of req.body ?? []) {
    if ((bytes += chunk.length) > MAX_JSON_BYTES) throw refuse(413, `have at most ${MAX_JSON_BYTES} bytes`);
    text += decode(chunk);
  }
  text += decode();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(400, "be JSON");
  }
  return check(operation, "body", value);
}
