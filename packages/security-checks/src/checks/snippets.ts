import type { CheckInfo } from "@plimsoll/core";

type Snippets = CheckInfo["fix"]["snippets"];

/** How common servers add one response header to every answer. */
export function headerSnippets(name: string, value: string): Snippets {
  return [
    { server: "nginx", language: "nginx", code: `add_header ${name} "${value}" always;` },
    { server: "Apache", language: "apache", code: `Header always set ${name} "${value}"` },
    { server: "Caddy", language: "caddyfile", code: `header ${name} "${value}"` },
    {
      server: "Node.js (Express)",
      language: "javascript",
      code: `app.use((request, response, next) => {\n  response.setHeader("${name}", "${value}");\n  next();\n});`,
    },
  ];
}

/** How common frameworks set their session cookie with all its attributes. */
export const SESSION_COOKIE_SNIPPETS: Snippets = [
  {
    server: "HTTP",
    language: "http",
    code: "Set-Cookie: __Host-session=…; Path=/; Secure; HttpOnly; SameSite=Lax",
  },
  {
    server: "Node.js (express-session)",
    language: "javascript",
    code: 'session({\n  name: "__Host-session",\n  cookie: { path: "/", secure: true, httpOnly: true, sameSite: "lax" },\n});',
  },
  {
    server: "Django",
    language: "python",
    code: 'SESSION_COOKIE_SECURE = True\nSESSION_COOKIE_HTTPONLY = True\nSESSION_COOKIE_SAMESITE = "Lax"\nCSRF_COOKIE_SECURE = True',
  },
  {
    server: "Spring Boot",
    language: "properties",
    code: "server.servlet.session.cookie.secure=true\nserver.servlet.session.cookie.http-only=true\nserver.servlet.session.cookie.same-site=lax",
  },
  {
    server: "PHP",
    language: "ini",
    code: "session.cookie_secure = 1\nsession.cookie_httponly = 1\nsession.cookie_samesite = Lax",
  },
];
