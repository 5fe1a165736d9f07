import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { reflectedXss } from "../checks/active/reflected-xss.ts";
import { answeringTarget, exchangeOf } from "../testing/answering-target.ts";
import { findInputs, requestWith, requestWithRaw } from "./inputs.ts";

const ORIGIN = "https://target.test";
const pageOf = (body: string, path = "/") =>
  exchangeOf(`${ORIGIN}${path}`, { headers: [["content-type", "text/html"]], body });
const targetOf = (...pages: ReturnType<typeof pageOf>[]) => answeringTarget({ origin: ORIGIN, pages });

describe("inputs of a target", () => {
  it("are parameters of pages, links and forms with GET, each once", () => {
    const page = pageOf(
      `<a href="/item?id=7&amp;color=red">a</a><a href="/item?id=8">b</a><a href="https://other.test/?x=1">c</a>
       <form action="/search"><input name="q" value="shoes"><select name="in"></select><input type="submit"></form>
       <form method="post" action="/order"><input name="amount"></form>`,
      "/?page=2",
    );
    const { inputs, isCut } = findInputs(targetOf(page));
    expect(inputs.map(({ path, name }) => `${path} ${name}`)).toEqual([
      "/ page",
      "/item id",
      "/item color",
      "/search q",
      "/search in",
    ]);
    expect(isCut).toBe(false);
    expect(requestWith(inputs[1]!, "a b'&").url).toBe("/item?id=a%20b'%26&color=red");
    expect(requestWithRaw(inputs[3]!, "%0d%0a").url).toBe("/search?q=%0d%0a&in=1");
  });

  it("are numbers in paths of pages, and parameters of the API, with a test account where it asks for one", () => {
    const openApi = JSON.stringify({
      openapi: "3.1.0",
      paths: {
        "/items/{itemId}": { get: { parameters: [{ in: "path", name: "itemId", example: "7" }] } },
        "/orders/{order}": {
          get: {
            security: [{ bearer: [] }],
            parameters: [
              { in: "path", name: "order", example: "a" },
              { in: "query", name: "view", schema: { enum: ["full"] } },
            ],
          },
        },
      },
    });
    const pages = [
      pageOf("", "/items/41"),
      pageOf("", "/users/42"),
      pageOf("", "/users/43"),
      { ...pageOf("", "/gone/1"), status: 404 },
    ];
    const identities = [{ name: "Ada", headers: { authorization: "Bearer ada" } }];
    const { inputs } = findInputs(answeringTarget({ origin: ORIGIN, pages, openApi, identities }));
    expect(inputs.map((input) => requestWith(input, "x'"))).toEqual([
      { url: "/items/x'", headers: {} },
      { url: "/orders/x'?view=full", headers: { authorization: "Bearer ada" } },
      { url: "/orders/a?view=x'", headers: { authorization: "Bearer ada" } },
      { url: "/users/x'", headers: {} },
    ]);
    expect(inputs.map(({ path, name }) => `${path} ${name}`)).toEqual([
      "/items/{itemId} itemId",
      "/orders/{order} order",
      "/orders/{order} view",
      "/users/{id} id",
    ]);
  });

  it("leave out what changes something", () => {
    const page = pageOf(
      '<a href="/logout?to=1">a</a><a href="/item/delete?id=1">b</a><form action="/unsubscribe"><input name="m"></form>',
    );
    expect(findInputs(targetOf(page)).inputs).toEqual([]);
  });

  it("beyond a number are not tried, and then nothing is concluded", async () => {
    const links = Array.from({ length: 60 }, (_, i) => `<a href="/p${i}?a=1">a</a>`).join("");
    const target = targetOf(pageOf(links));
    expect(findInputs(target)).toMatchObject({ isCut: true, inputs: { length: 40 } });
    expect(await reflectedXss.run(target)).toMatchObject({ outcome: "not-assessed" });
  });
});

it("an active check keeps what it found when an answer fails, and concludes nothing", async () => {
  const page = pageOf('<a href="/a?x=1">a</a><a href="/b?y=1">b</a>');
  const target = answeringTarget({
    origin: ORIGIN,
    pages: [page],
    async send({ url }) {
      if (url.startsWith("/a")) throw new AppError("TIMEOUT", "It took too long.");
      return url.startsWith("/b") ? pageOf(decodeURIComponent(url)) : exchangeOf(`${ORIGIN}${url}`, { status: 404 });
    },
  });
  expect(await reflectedXss.run(target)).toMatchObject({
    outcome: "not-assessed",
    reason: expect.stringContaining("It took too long"),
    faults: [{ place: { path: "/b", parameter: "y" } }],
  });
  const ended = answeringTarget({ origin: ORIGIN, pages: [page], signal: AbortSignal.abort() });
  expect(await reflectedXss.run(ended)).toMatchObject({ outcome: "not-assessed" });
});
