import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import type { Sign } from "./patterns.ts";
import { faultsBySigns } from "./sightings.ts";

/** Beginnings of code that a server should have run. Escaped, as in a tutorial, they do not match. */
const SOURCES: readonly Sign[] = [
  { name: "PHP", hints: ["<?"], pattern: /<\?(?:php\b|=\s*\$)[\s\S]{1,200}?(?:\$\w|;|\()/ },
  {
    name: "JSP or ASP",
    hints: ["<%"],
    pattern:
      /<%@\s*(?:page|taglib|language|import|include|control)\b[^%]{1,300}%>|<%\s*(?:String|int|if|for|Dim|Response\.)\b[^%]{1,300}/i,
  },
  { name: "ERB or EJS", hints: ["<%"], pattern: /<%=?\s{1,5}(?:@\w|\w{1,40}\.\w{1,40}|render|yield)[^%]{0,200}-?%>/ },
  {
    name: "Jinja or Twig",
    hints: ["{%"],
    pattern: /\{%-?\s{1,3}(?:extends|block|for \w{1,40} in|if|include)\s[^%]{1,200}-?%\}/,
  },
  {
    name: "Python",
    hints: ["#!/usr/bin/", "from django", "from flask", "from fastapi"],
    pattern: /^(?:#!\/usr\/bin\/(?:env )?python|from (?:django|flask|fastapi)\b[.\w]{0,60} import )/m,
  },
  { name: "shell", hints: ["#!/"], pattern: /^#!\/(?:usr\/)?bin\/(?:env )?(?:ba|z|da)?sh\b/ },
];

export const sourceCode = defineCheck({
  id: "leaks.source-code",
  group: "leaks",
  title: "The server runs its code and does not show it",
  why: "Source code that is sent instead of run shows how the application works, and often passwords and keys.",
  fix: {
    text: "Have the server's handler for the file type in place, and keep templates and sources out of folders that are served.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "location ~ \\.php$ { include fastcgi_params; fastcgi_pass unix:/run/php-fpm.sock; }\nlocation ~ \\.(?:inc|tpl|twig|erb|bak)$ { deny all; }",
      },
      {
        server: "Apache",
        language: "apache",
        code: '<FilesMatch "\\.(inc|tpl|twig|erb|bak)$">\n  Require all denied\n</FilesMatch>',
      },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [540],
  asvs: ["13.4.7"],
  answersTo: { zap: ["10099"] },
  run(target) {
    return Promise.resolve(
      resultOf(
        faultsBySigns(target.pages, SOURCES, (name) => ({
          title: `Source code is shown (${name})`,
          detail: "The answer holds code that the server should have run.",
        })),
      ),
    );
  },
});
