import type { FoundFault } from "@plimsoll/core";
import { z } from "zod";
import { tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import type { Exchange } from "../../exchange.ts";
import { parseJson } from "../../probe/parse-json.ts";

const PATHS = ["/graphql", "/api/graphql", "/graphql/v1", "/v1/graphql", "/api", "/query", "/gql"];
const QUERY = JSON.stringify({
  query: "query { __schema { queryType { name } mutationType { name } types { name } } }",
});

const answerSchema = z.object({
  data: z.object({ __schema: z.object({ types: z.array(z.object({ name: z.string() })) }) }),
});

export const graphqlIntrospection = defineCheck({
  id: "active.graphql-introspection",
  group: "active",
  title: "The GraphQL schema is not told to everybody",
  why: "Introspection lists every type, field and mutation, also those that no page uses. For an API of your own pages alone that is a map for attackers.",
  fix: {
    text: "Turn introspection off where the site is public, and keep it for developers. A public API may leave it on: accept this finding then.",
    snippets: [
      {
        server: "Apollo Server",
        language: "js",
        code: "new ApolloServer({ typeDefs, resolvers, introspection: false });",
      },
      { server: "GraphQL Yoga", language: "js", code: "createYoga({ schema, plugins: [useDisableIntrospection()] });" },
    ],
  },
  severity: "low",
  profile: "active",
  cwe: [200, 651],
  asvs: ["4.3.2"],
  answersTo: { zap: ["50007"] },
  run(target) {
    const headers = { "content-type": "application/json", accept: "application/json" };
    return tryPlaces(
      target,
      PATHS.map((url) => [
        { request: { method: "POST", url, headers, body: QUERY }, judge: (answer) => judge(answer, url) },
      ]),
    );
  },
});

function judge(answer: Exchange, path: string): FoundFault | null {
  const parsed = answerSchema.safeParse(parseJson(answer.body));
  if (!parsed.success) return null;
  const names = parsed.data.data.__schema.types.map(({ name }) => name).filter((name) => !name.startsWith("__"));
  return {
    place: { kind: "request", method: "POST", path },
    title: `GraphQL introspection is on at ${path}`,
    detail: `The answer names ${names.length} types.`,
    evidence: [
      quoteExchange("Answer", answer, { headers: ["content-type"] }),
      { label: "Types", text: names.slice(0, 40).join("\n"), language: "text" },
    ],
  };
}
