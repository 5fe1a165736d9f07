import { defineCheck } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";

const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;

const KEYS: readonly PathProbe[] = [
  "/id_rsa",
  "/.ssh/id_rsa",
  "/.ssh/id_ed25519",
  "/server.key",
  "/privkey.pem",
  "/key.pem",
  "/ssl/server.key",
].map((path) => ({ path, what: "A private key", proof: PRIVATE_KEY, severity: "critical" }));

const FILES: readonly PathProbe[] = [
  { path: "/.aws/credentials", what: "Amazon credentials", proof: /aws_secret_access_key\s*=/i, severity: "critical" },
  { path: "/.git-credentials", what: "Git credentials", proof: /^https?:\/\/[^\s:@]+:[^\s@]+@/m, severity: "critical" },
  { path: "/.netrc", what: "Credentials of a .netrc", proof: /\bmachine\s+\S+\s+login\s+\S+/, severity: "critical" },
  { path: "/.npmrc", what: "An npm configuration with a token", proof: /_auth(?:Token)?\s*=/, severity: "critical" },
  { path: "/.docker/config.json", what: "A Docker configuration", proof: /"auths"\s*:/, severity: "critical" },
  { path: "/.dockercfg", what: "A Docker configuration", proof: /"auth"\s*:/, severity: "critical" },
  { path: "/.htpasswd", what: "A password file", proof: /^[^\s:]+:(?:\$(?:apr1|2[aby]|5|6)\$|\{SHA\})/m },
  {
    path: "/.htaccess",
    what: "An Apache configuration",
    proof: /^[ \t]*(?:RewriteEngine|AuthType|<IfModule|Deny from|Require )/m,
    severity: "low",
  },
  {
    path: "/web.config",
    what: "An IIS configuration",
    proof: /<configuration[\s>][\s\S]*<(?:system\.web|connectionStrings|appSettings)/,
  },
  { path: "/WEB-INF/web.xml", what: "A Java deployment descriptor", proof: /<web-app[\s>]/ },
  { path: "/appsettings.json", what: "A .NET configuration", proof: /"(?:ConnectionStrings|AllowedHosts)"\s*:/ },
  {
    path: "/application.properties",
    what: "A Spring configuration",
    proof: /^(?:spring|server|management)\.[\w.-]+\s*=/m,
  },
  { path: "/application.yml", what: "A Spring configuration", proof: /^(?:spring|server|management):\s*$/m },
  { path: "/config/database.yml", what: "A Rails database configuration", proof: /^[ \t]+adapter:[ \t]*\w+/m },
  { path: "/config/secrets.yml", what: "A Rails secrets file", proof: /secret_key_base:/, severity: "critical" },
  { path: "/docker-compose.yml", what: "A Compose file", proof: /^services:\s*$/m, severity: "medium" },
  { path: "/docker-compose.yaml", what: "A Compose file", proof: /^services:\s*$/m, severity: "medium" },
  { path: "/Dockerfile", what: "A Dockerfile", proof: /^FROM\s+\S+/m, severity: "low" },
  {
    path: "/.gitlab-ci.yml",
    what: "A CI configuration",
    proof: /^(?:stages|image|script|[\w-]+):\s*\n[\s\S]*\bscript:/m,
    severity: "low",
  },
  { path: "/terraform.tfstate", what: "A Terraform state", proof: /"terraform_version"\s*:/, severity: "critical" },
  {
    path: "/wp-config.php.bak",
    what: "A WordPress configuration",
    proof: /define\(\s*['"]DB_PASSWORD['"]/,
    severity: "critical",
  },
  { path: "/config.php.bak", what: "A PHP configuration", proof: /<\?php/ },
];

export const configurationFile = defineCheck({
  id: "exposed.configuration-file",
  group: "exposed",
  title: "Configuration files and keys are not served",
  why: "Configuration files name hosts, users and passwords of what is behind the site. A private key lets its finder pose as the server or sign in to it.",
  fix: {
    text: "Serve a folder that holds nothing but what visitors should get, made anew at each build. Change all secrets and keys that were in reach.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "root /srv/app/public;\nlocation ~* \\.(?:bak|cfg|conf|ini|key|log|pem|properties|sql|tfstate|ya?ml)$ {\n  return 404;\n}",
      },
      {
        server: "Apache",
        language: "apache",
        code: '<FilesMatch "\\.(?:bak|cfg|conf|ini|key|log|pem|properties|sql|tfstate|ya?ml)$">\n  Require all denied\n</FilesMatch>',
      },
    ],
  },
  severity: "high",
  profile: "standard",
  cwe: [200, 538],
  asvs: ["13.4.7", "13.3.1"],
  answersTo: { zap: ["40032", "40035", "10045"] },
  run: (target) => probePaths(target, [...KEYS, ...FILES], "Everybody can read it."),
});
