import { loadScriptSchema } from "@plimsoll/core";
import { expect, it } from "vitest";
import { hideSecrets } from "./hide-secrets.ts";

it("leaves credentials out of headers, bodies, variables and data, and nothing else", () => {
  const login = {
    type: "request",
    url: "https://shop.example/login",
    headers: { authorization: "Bearer s3cret", "x-api-key": "{{apiKey}}", accept: "text/html" },
    body: { type: "json", json: { user: "ada", password: "s3cret", nested: [{ token: "{{token}}", pin: 7 }] } },
  };
  const form = { ...login, headers: {}, body: { type: "form", fields: { user: "ada", passwd: "s3cret" } } };
  const script = loadScriptSchema.parse({
    load: { mode: "open", stages: [{ durationMs: 1, rate: 1 }] },
    scenarios: [{ name: "a", steps: [login, { type: "group", name: "g", steps: [form] }] }],
    variables: { apiKey: "s3cret", region: "eu" },
    data: [
      { name: "users", format: "csv", text: "user,password\nada,s3cret" },
      { name: "more", format: "json", text: '[{"password":"s3cret"}]' },
    ],
  });
  const shown = hideSecrets(script);
  expect(JSON.stringify(shown)).not.toContain("s3cret");
  expect(shown).toMatchObject({
    variables: { apiKey: "***", region: "eu" },
    data: [{ text: "user,password" }, { text: "[]" }],
    scenarios: [
      {
        steps: [
          {
            headers: { authorization: "***", "x-api-key": "{{apiKey}}", accept: "text/html" },
            body: { json: { user: "ada", password: "***", nested: [{ token: "{{token}}", pin: 7 }] } },
          },
          { steps: [{ body: { fields: { user: "ada", passwd: "***" } } }] },
        ],
      },
    ],
  });
  expect(loadScriptSchema.safeParse(shown).success).toBe(true);
});
