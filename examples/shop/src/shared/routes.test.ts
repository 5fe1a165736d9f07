import { expect, test } from "vitest";
import { matchRoute, type Route } from "./routes.ts";

const route = (method: Route["method"], path: string): Route => ({
  method,
  path,
  handle: async () => ({ value: path }),
});
const routes = [route("GET", "/products"), route("GET", "/products/:id"), route("POST", "/orders")];

test("finds the route of a path and decodes its parameters", () => {
  expect(matchRoute(routes, "GET", "/products")?.route.path).toBe("/products");
  expect(matchRoute(routes, "GET", "/products/a%20b")).toMatchObject({ params: { id: "a b" } });
});

test.each([
  ["GET", "/orders"],
  ["GET", "/products/"],
  ["GET", "/products/1/2"],
  ["GET", "/products/%E0%A4%A"],
])("answers null for %s %s", (method, path) => {
  expect(matchRoute(routes, method, path)).toBeNull();
});
