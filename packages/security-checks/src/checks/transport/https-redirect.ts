import { defineCheck } from "../../check.ts";
import { listPages, quoteExchange } from "../../evidence.ts";
import type { Exchange } from "../../exchange.ts";
import { readPlainHttp, redirectOf } from "../../transport/plain-http.ts";

export const httpsRedirect = defineCheck({
  id: "transport.https-redirect",
  group: "transport",
  title: "Plain HTTP leads to HTTPS",
  why: "What is sent over plain HTTP can be read and changed by everybody on the way: passwords, cookies, and the scripts of the page itself.",
  fix: {
    text: "Answer every request over plain HTTP with a permanent redirect to the same address over HTTPS, or, for an API, refuse it: a client that was redirected has already sent its key in the clear.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "server {\n  listen 80;\n  server_name example.com;\n  return 301 https://$host$request_uri;\n}",
      },
      {
        server: "Apache",
        language: "apache",
        code: "<VirtualHost *:80>\n  ServerName example.com\n  Redirect permanent / https://example.com/\n</VirtualHost>",
      },
      { server: "Caddy", language: "caddyfile", code: "example.com {\n  reverse_proxy localhost:8080\n}" },
    ],
  },
  severity: "medium",
  profile: "standard",
  cwe: [319],
  asvs: ["12.2.1", "4.1.2"],
  answersTo: { zap: ["10047"], observatory: ["redirection"] },
  async run(target) {
    const answers = await readPlainHttp(target);
    if ("outcome" in answers) return answers;
    const open = answers.filter((answer) => isServed(answer));
    const [first] = open;
    if (!first) return { outcome: "pass" };
    const to = redirectOf(first);
    const title = to ? "Plain HTTP redirects to plain HTTP" : "Pages are served over plain HTTP";
    const detail = to
      ? `The answer leads to ${to.origin}, which is not encrypted either.`
      : "The page itself comes over plain HTTP, with no redirect to HTTPS.";
    const evidence = [quoteExchange("Answer over plain HTTP", first, { headers: ["location"] }), listPages(open)];
    const place = { kind: "request", method: "GET", path: "/*", parameter: "http" } as const;
    return { outcome: "fail", faults: [{ place, title, detail, evidence }] };
  },
});

/** True for content, and for a redirect that leads away over plain HTTP. One within the host is followed. */
function isServed(answer: Exchange): boolean {
  if (answer.status >= 200 && answer.status < 300) return true;
  const to = redirectOf(answer);
  return to !== null && to.protocol === "http:" && to.host !== new URL(answer.url).host;
}
