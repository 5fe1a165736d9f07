import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { compileScript } from "../script/compile-script.ts";
import type { CompiledRequest } from "../script/compiled.ts";
import { importScript } from "./import-script.ts";

const PETS = `
openapi: 3.1.0
info: { title: Pet shop, version: "1" }
servers:
  - url: https://{region}.pets.example/v1
    variables: { region: { default: eu } }
security: [{ token: [] }]
paths:
  /pets:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 5 }, required: true }
        - { name: tags, in: query, schema: { type: array, items: { type: string, enum: [a b, c] } }, required: true }
        - { name: q, in: query, schema: { type: string } }
        - { name: sort, in: query, schema: { type: string, default: name } }
        - { name: X-Trace, in: header, required: true, schema: { type: string, format: uuid } }
    post:
      security: [{ basic: [] }]
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Pet' }
  /pets/{petId}:
    parameters:
      - { name: petId, in: path, required: true, schema: { type: string }, example: a/b }
    get: { security: [] }
    put:
      security: [{ key: [] }]
      requestBody: { $ref: '#/components/requestBodies/Named' }
    delete: { deprecated: true }
  /upload:
    post:
      requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
  /form:
    post:
      security: []
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, properties: { name: { type: string, example: "{{x}}" }, age: { type: integer } } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
    basic: { type: http, scheme: basic }
    key: { type: apiKey, in: query, name: api key }
  requestBodies:
    Named:
      content:
        application/merge-patch+json:
          examples: { one: { value: { name: Rex } } }
  schemas:
    Base: { type: object, required: [id], properties: { id: { type: integer, exclusiveMinimum: 7 }, secret: { type: string, readOnly: true } } }
    Pet:
      allOf:
        - { $ref: '#/components/schemas/Base' }
        - type: object
          properties:
            name: { type: [string, "null"], minLength: 8 }
            kind: { oneOf: [ { const: dog }, { const: cat } ] }
            born: { type: string, format: date-time }
            weight: { type: number, minimum: 0.5, maximum: 0.75 }
            friends: { type: array, items: { $ref: '#/components/schemas/Pet' } }
            far: { $ref: 'https://elsewhere.example/schema.json' }
`;

function sent(text: string) {
  const imported = importScript("openapi", text);
  const compiled = compileScript(imported.script, { seed: 1, stride: { index: 0, of: 1 } });
  const scenario = compiled.pickScenario();
  const iteration = scenario.begin();
  const requests = scenario.program
    .filter((step): step is CompiledRequest => step.type === "request")
    .map((step) => step.render(iteration));
  return { ...imported, requests };
}

describe("an OpenAPI document", () => {
  it("becomes a step for each operation, which can be sent as it is", () => {
    const { requests, script, notes } = sent(PETS);
    expect(script.baseUrl).toBe("https://eu.pets.example/v1");
    expect(script.scenarios[0]?.name).toBe("Pet shop");
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v1/pets?limit=5&tags=a%20b&sort=name",
      "POST /v1/pets",
      "GET /v1/pets/a%2Fb",
      "PUT /v1/pets/a%2Fb?api%20key=fill-me-in",
      "POST /v1/upload",
      "POST /v1/form",
    ]);
    expect(requests[0]?.head).toMatch(/authorization: Bearer fill-me-in\r\n/);
    expect(requests[0]?.head).toMatch(/x-trace: [0-9a-f-]{36}\r\n/);
    expect(requests[1]?.head).toContain(
      `authorization: Basic ${Buffer.from("fill-me-in:fill-me-in").toString("base64")}`,
    );
    expect(requests[2]?.head).not.toContain("authorization");
    expect(requests[3]?.head).toContain("content-type: application/merge-patch+json\r\n");
    expect(requests[3]?.body?.toString()).toBe('{"name":"Rex"}');
    expect(requests[5]?.body?.toString()).toBe("name=%7B%7Bx%7D%7D&age=1");
    expect(script.variables).toEqual({
      token: "fill-me-in",
      basic_user: "fill-me-in",
      basic_password: "fill-me-in",
      petId: "a%2Fb",
      key: "fill-me-in",
    });
    for (const part of [
      "deprecated",
      "multipart/form-data cannot be made up",
      "another document was left out: https://elsewhere.example",
      'variables of "token"',
      "4 of the steps may change data",
    ]) {
      expect(notes.join("\n")).toContain(part);
    }
  });

  it("makes values up by its schemas, which may be endless", () => {
    const body: { id: number; friends: unknown[] } = JSON.parse(String(sent(PETS).requests[1]?.body));
    expect(body).toMatchObject({
      id: 8,
      name: "stringxx",
      kind: "dog",
      weight: 0.75,
      born: expect.stringMatching(/^20/),
    });
    expect(body).not.toHaveProperty("secret");
    expect(body).not.toHaveProperty("far");
    expect(JSON.stringify(body).length).toBeLessThan(5_000);
  });

  it.each([
    [{ $ref: "#/components/schemas/A" }, null],
    [{ allOf: [{ $ref: "#/components/schemas/B" }] }, "string"],
    [
      { type: "object", properties: { constructor: { type: "boolean" } }, required: ["constructor"] },
      { constructor: true },
    ],
    [{ type: "array", minItems: 3, items: { type: "integer", maximum: -5 } }, [-5, -5, -5]],
    [{ enum: [{ a: 1 }] }, { a: 1 }],
    [{ type: "string", maxLength: 3 }, "str"],
    [{ nullable: true, type: "null" }, null],
  ])("%j becomes %j", (schema, expected) => {
    const document = {
      openapi: "3.0.3",
      paths: { "/": { post: { requestBody: { content: { "application/json": { schema } } } } } },
      components: {
        schemas: { A: { $ref: "#/components/schemas/A" }, B: { anyOf: [{ $ref: "#/components/schemas/B" }] } },
      },
    };
    expect(JSON.parse(String(sent(JSON.stringify(document)).requests[0]?.body))).toEqual(expected);
  });

  it("says when it names no server", () => {
    const { script, notes } = importScript(
      "openapi",
      JSON.stringify({ openapi: "3.0.0", servers: [{ url: "/api" }], paths: { "/x/{id}": { get: {} } } }),
    );
    expect(script).toMatchObject({ baseUrl: "http://localhost:8080/api", variables: { id: "1" } });
    expect(notes).toEqual(["The document names no server: set the base URL."]);
  });

  it("takes a hundred operations and says so", () => {
    const paths = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`/p${at}`, { get: {} }]));
    const { script, notes } = importScript(
      "openapi",
      JSON.stringify({ openapi: "3.1.0", servers: [{ url: "http://a.test" }], paths }),
    );
    expect(script.scenarios[0]?.steps).toHaveLength(100);
    expect(notes).toEqual(["Only the first 100 of 150 steps were taken over."]);
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
    .split("")
    .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefgh"[at]}`).join(",")}]`)
    .join("\n")}\nopenapi: 3.0.0\npaths: *h`;
  it.each([
    ["", "it is no object"],
    ["{", "cannot be read"],
    ["a: [", "cannot be read"],
    ["just text", "it is no object"],
    ['{"swagger":"2.0"}', "Swagger 2"],
    ["openapi: 2.5", "no OpenAPI 3"],
    ['{"openapi":"3.0.0","paths":{}}', "no operation"],
    ['{"openapi":"3.0.0","paths":{"/x":{"$ref":"other.yaml#/x"}}}', "no operation"],
    [bomb, "cannot be read"],
    // Takes the parser minutes.
    ["!a ".repeat(200_000), "timed out"],
  ])("%j is refused with what is wrong", (text, why) => {
    expect(() => importScript("openapi", text)).toThrow(
      expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining(why) }),
    );
  });

  it("throws nothing but its own errors at documents that were damaged, and takes no time", () => {
    const values = [
      "[]",
      "{}",
      "null",
      "-1",
      "x",
      "'{{$nope}}'",
      "{ $ref: '#/components/schemas/Pet' }",
      "{ $ref: '#/paths' }",
      "1e400",
      ".nan",
      '"\\0"',
      "__proto__",
    ];
    let state = 5;
    const next = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const from = performance.now();
    for (let round = 0; round < 250; round += 1) {
      const places = [...PETS.matchAll(/(?<=[:[,] )[\w'{[][^,\n}\]]*/g)];
      const place = places[next(places.length)]!;
      const text = PETS.slice(0, place.index) + values[next(values.length)] + PETS.slice(place.index + place[0].length);
      try {
        importScript("openapi", text);
      } catch (thrown) {
        expect(thrown, text).toBeInstanceOf(AppError);
      }
    }
    expect(performance.now() - from).toBeLessThan(60_000);
  });
});
