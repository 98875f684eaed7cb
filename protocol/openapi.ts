/**
 * The OpenAPI 3.1 document of the API, made from the table of operations.
 * @module
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { type Answer, type Operation, operations } from "./operations.ts";
import { apiError, noQuery } from "./schemas.ts";

type Json = Record<string, unknown>;

/** The document; `version` is the software's. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    const path = operation.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(name, operation) };
  }
  return { openapi: "3.1.0", info: { title: "Moodline", version, license: { name: "MIT" } }, paths };
}

function describeOperation(operationId: string, operation: Operation): Json {
  const names = [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const { properties = {}, required = [] } = jsonSchema(operation.query);
  const inPath: Json = {
    id: { type: "string", format: "uuid" },
    ...(operation.params ? jsonSchema(operation.params).properties : {}),
  };
  return {
    operationId,
    summary: operation.summary,
    "x-action": operation.action,
    parameters: [
      ...names.map((name) => ({ name, in: "path", required: true, schema: inPath[name] })),
      ...Object.entries(properties).map(([name, schema]) => ({
        name,
        in: "query",
        required: required.includes(name),
        schema,
      })),
    ],
    ...(operation.body ? { requestBody: { required: true, content: describeBody(operation.body) } } : {}),
    responses: Object.fromEntries(
      Object.entries({ ...refusals(operation), ...operation.answers })
        .map(([status, answer]) => [status, describeAnswer(answer)]),
    ),
  };
}

/** What a request may be refused for before its own operation is asked, unless that says it in its own words. */
function refusals({ query, body }: Operation): Record<number, Answer> {
  const refusal = (description: string): Answer => ({ description, schema: apiError });
  const broken: Record<number, Answer> = {
    400: refusal("A part of the request breaks a rule; the message says which"),
  };
  const unread: Record<number, Answer> = {
    413: refusal("The body is too long"),
    415: refusal("The body is not declared as application/json"),
  };
  return {
    ...(body || query !== noQuery ? broken : {}),
    403: refusal("It is not allowed, or the request comes from a page of another origin"),
    ...(typeof body === "object" ? unread : {}),
  };
}

function describeBody(body: NonNullable<Operation["body"]>): Json {
  if (body !== "multipart") return { "application/json": { schema: jsonSchema(body) } };
  const files = { type: "array", items: { type: "string", format: "binary" } };
  return { "multipart/form-data": { schema: { type: "object", properties: { files } } } };
}

function describeAnswer({ description, schema, mediaType }: Answer): Json {
  if (schema) return { description, content: { "application/json": { schema: jsonSchema(schema) } } };
  return mediaType ? { description, content: { [mediaType]: {} } } : { description };
}

/** Of what is received: a query's text before it is turned into a number. */
function jsonSchema(schema: GenericSchema<unknown, unknown>): { properties?: Json; required?: string[] } {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: "input", errorMode: "ignore" });
  return rest as { properties?: Json; required?: string[] };
}
