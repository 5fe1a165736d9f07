import { describe, expect, it } from "vitest";
import { idsIn } from "./ids-in.ts";
import { addressOf, type ApiDocument, readOpenApi } from "./openapi.ts";
import { parseYaml } from "./parse-yaml.ts";
import { undeclaredFields } from "./undeclared-fields.ts";

const YAML = `
openapi: 3.1.0
info: { title: Shop, version: "1" }
servers: [{ url: https://elsewhere.example/api/v1 }]
security: [{ bearer: [] }]
paths:
  /orders:
    get:
      parameters: [{ in: query, name: page, required: true, schema: { type: integer, default: 2 } }, { in: query, name: q }]
      responses:
        "200": { content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Order" } } } } }
    post: { responses: {} }
  /orders/{orderId}:
    parameters: [{ $ref: "#/components/parameters/orderId" }]
    get:
      responses:
        default: { content: { "application/json; charset=utf-8": { schema: { $ref: "#/components/schemas/Order" } } } }
  /status:
    get: { security: [], responses: { "200": { content: { application/json: { schema: { type: object } } } } } }
  /offers:
    get: { security: [{ bearer: [] }, {}], responses: {} }
components:
  parameters:
    orderId: { in: path, name: orderId, schema: { type: string, format: uuid } }
  schemas:
    Person: { type: object, properties: { name: { type: string } } }
    Order:
      allOf: [{ $ref: "#/components/schemas/Entity" }, { properties: { owner: { $ref: "#/components/schemas/Person" }, tags: { type: object, additionalProperties: true } } }]
    Entity: { type: object, properties: { id: { type: string }, parent: { $ref: "#/components/schemas/Order" } } }
`;

function read(text: string): ApiDocument {
  const document = readOpenApi(text);
  if (typeof document === "string") throw new Error(document);
  return document;
}

describe("an OpenAPI document", () => {
  it("tells where each GET is, with values, and which of them ask for credentials", () => {
    const { operations } = read(YAML);
    expect(operations.map(({ path, needsAuthentication }) => [path, needsAuthentication])).toEqual([
      ["/api/v1/orders", true],
      ["/api/v1/orders/{orderId}", true],
      ["/api/v1/status", false],
      ["/api/v1/offers", false],
    ]);
    expect(addressOf(operations[0]!)).toBe("/api/v1/orders?page=2");
    expect(addressOf(operations[1]!)).toBe("/api/v1/orders/00000000-0000-4000-8000-000000000001");
    expect(addressOf(operations[1]!, { orderId: "a/b" })).toBe("/api/v1/orders/a%2Fb");
  });

  it("tells which fields an answer may have, through references, parts and lists", () => {
    const { operations } = read(YAML);
    const answer = [
      { id: "1", owner: { name: "Ada", email: "a@b" }, tags: { any: 1 }, parent: { id: "0", cost: 3 }, secret: 1 },
    ];
    expect(undeclaredFields(answer, operations[0]!.response)).toEqual([
      "[].owner.email",
      "[].parent.cost",
      "[].secret",
    ]);
    expect(undeclaredFields({ anything: 1 }, operations[2]!.response)).toEqual([]);
    expect(undeclaredFields("text", operations[0]!.response)).toEqual([]);
  });

  it("may be Swagger 2", () => {
    const { operations } = read(
      JSON.stringify({
        swagger: "2.0",
        basePath: "/v2",
        paths: {
          "/pets/{id}": {
            get: {
              security: [{ key: [] }],
              parameters: [{ in: "path", name: "id", type: "integer", enum: [7] }],
              responses: { 200: { schema: { $ref: "#/definitions/Pet" } } },
            },
          },
        },
        definitions: { Pet: { properties: { id: { type: "integer" } } } },
      }),
    );
    expect(addressOf(operations[0]!)).toBe("/v2/pets/7");
    expect(operations[0]!.needsAuthentication).toBe(true);
    expect(undeclaredFields({ id: 1, hash: "x" }, operations[0]!.response)).toEqual(["hash"]);
  });

  it.each([
    ["text", "hello"],
    ["a list", "[1]"],
    ["other JSON", '{"a":1}'],
    ["broken YAML", "openapi: [\n - {"],
    ["without paths", '{"openapi":"3.1.0"}'],
    ["with odd ones", '{"openapi":"3.1.0","paths":{"/a":{"get":[]},"b":{"get":{"x":1}},"/c":null,"/d":7}}'],
  ])("that is none is refused in words: %s", (_, text) => {
    expect(readOpenApi(text)).toEqual(expect.any(String));
  });

  it("costs little, however it refers to itself", () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `S${i}`,
        {
          allOf: Array.from({ length: 20 }, (_, j) => ({ $ref: `#/components/schemas/S${(i + j) % 40}` })),
          properties: Object.fromEntries(
            Array.from({ length: 20 }, (_, j) => [`p${j}`, { $ref: `#/components/schemas/S${j}` }]),
          ),
        },
      ]),
    );
    const response = { content: { "application/json": { schema: { $ref: "#/components/schemas/S0" } } } };
    const paths = { "/a": { get: { responses: { 200: response } } }, "/b": { $ref: "#/paths/~1b" } };
    const { operations } = read(JSON.stringify({ openapi: "3.1.0", paths, components: { schemas } }));
    expect(operations).toHaveLength(1);
    expect(undeclaredFields({ p0: { p1: { p2: 1 } } }, operations[0]!.response)).toEqual([]);
  });
});

it("ids are found in lists as APIs answer them", () => {
  expect(idsIn([{ id: 1 }, { uuid: "b" }, { name: "none" }, null])).toEqual(["1", "b"]);
  expect(idsIn({ total: 2, items: [{ _id: "x" }] })).toEqual(["x"]);
  expect(idsIn({ id: 1 })).toEqual([]);
  expect(idsIn(undefined)).toEqual([]);
});

describe("hostile documents", () => {
  it.each([
    ["tags", "!a ".repeat(200_000)],
    ["brackets", "[".repeat(200_000)],
    ["dashes", "- ".repeat(200_000)],
    [
      "aliases of aliases",
      "abcdefghij"
        .split("")
        .map((name, i, all) => `${name}: &${name} [${i > 0 ? `*${all[i - 1]},`.repeat(9) : "x"}]`)
        .join("\n"),
    ],
    ["much of it", "a: 1\n".repeat(1_000_000)],
  ])("are given up: %s", (_, text) => {
    expect(parseYaml(text, 200)).toBeUndefined();
  });

  it("are refused when they are nested too deeply", () => {
    const deep = `${'{"items":'.repeat(100_000)}{}${"}".repeat(100_000)}`;
    const response = `{"200":{"content":{"application/json":{"schema":${deep}}}}}`;
    const text = `{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":${response}}}}}`;
    expect(readOpenApi(text)).toEqual(expect.any(String));
  });
});
