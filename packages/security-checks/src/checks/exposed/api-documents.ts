import { defineCheck } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";

const JSON_DOCUMENT = /^\s*\{[\s\S]*?"(?:openapi|swagger)"\s*:\s*"[\d.]+"/;
const YAML_DOCUMENT = /^(?:openapi|swagger):\s*['"]?\d/m;

const DOCUMENTS = [
  "/openapi.json",
  "/api/openapi.json",
  "/swagger.json",
  "/api/swagger.json",
  "/swagger/v1/swagger.json",
  "/v2/api-docs",
  "/v3/api-docs",
  "/api-docs",
  "/api-json",
  "/api/docs.json",
].map((path): PathProbe => ({ path, what: "An API description", proof: JSON_DOCUMENT }));
const YAML = ["/openapi.yaml", "/openapi.yml", "/swagger.yaml", "/v3/api-docs.yaml"].map(
  (path): PathProbe => ({ path, what: "An API description", proof: YAML_DOCUMENT }),
);
const PAGES = [
  ["/swagger-ui/index.html", "Swagger UI", /<title>Swagger UI|swagger-ui-bundle/i],
  ["/swagger-ui.html", "Swagger UI", /<title>Swagger UI|swagger-ui-bundle/i],
  ["/api-docs/", "Swagger UI", /<title>Swagger UI|swagger-ui-bundle/i],
  ["/docs", "Swagger UI", /swagger-ui-bundle/i],
  ["/redoc", "ReDoc", /redoc\.standalone|<redoc\b/i],
  ["/graphiql", "GraphiQL", /<title>[^<]*GraphiQL|graphiql(?:\.min)?\.js/i],
  ["/playground", "GraphQL Playground", /GraphQL Playground/i],
  ["/altair", "Altair", /<title>Altair/i],
  ["/voyager", "GraphQL Voyager", /GraphQL Voyager/i],
] as const;

export const apiDocuments = defineCheck({
  id: "exposed.api-documents",
  group: "exposed",
  title: "API descriptions are public on purpose only",
  why: "A description lists every endpoint and parameter, those for operators too. For a public API that is a service; for an internal one it is a map for attackers.",
  fix: {
    text: "Where the API is not meant for the public, serve the description to signed-in developers only, or not at all. Where it is, accept this finding with that reason.",
    snippets: [
      { server: "FastAPI", language: "python", code: "app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)" },
      {
        server: "Spring Boot",
        language: "properties",
        code: "springdoc.api-docs.enabled=false\nspringdoc.swagger-ui.enabled=false",
      },
      {
        server: "NestJS",
        language: "ts",
        code: 'if (process.env.NODE_ENV !== "production") SwaggerModule.setup("docs", app, document);',
      },
    ],
  },
  severity: "info",
  profile: "standard",
  cwe: [200, 651],
  asvs: ["13.4.5"],
  answersTo: { zap: ["40035"] },
  run(target) {
    const pages = PAGES.map(([path, what, proof]): PathProbe => ({ path, what, proof, isPage: true }));
    return probePaths(target, [...DOCUMENTS, ...YAML, ...pages], "Everybody can read which endpoints there are.");
  },
});
