import type { CheckInfo } from "@plimsoll/core";

/** How common frameworks keep the details of errors to themselves. */
export const ERROR_SNIPPETS: CheckInfo["fix"]["snippets"] = [
  {
    server: "Node.js (Express)",
    language: "javascript",
    code: 'app.use((error, request, response, next) => {\n  const id = crypto.randomUUID();\n  logger.error({ id, error });\n  response.status(500).json({ error: "internal", id });\n});',
  },
  { server: "Django", language: "python", code: "DEBUG = False" },
  { server: "PHP", language: "ini", code: "display_errors = Off\nlog_errors = On" },
  {
    server: "Spring Boot",
    language: "properties",
    code: "server.error.include-stacktrace=never\nserver.error.include-message=never",
  },
  { server: "ASP.NET", language: "xml", code: '<customErrors mode="RemoteOnly" />\n<compilation debug="false" />' },
];
