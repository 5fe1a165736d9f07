import { defineCheck } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";

/** Panels that ask for a password themselves: that they can be tried from everywhere is bad enough. */
const WITH_SIGN_IN: readonly (readonly [what: string, proof: RegExp, ...paths: string[]])[] = [
  ["phpMyAdmin", /<title>[^<]*phpMyAdmin|name="pma_username"/i, "/phpmyadmin/", "/phpMyAdmin/", "/pma/"],
  ["Adminer", /<title>[^<]*Adminer|adminer\.org/i, "/adminer.php", "/adminer/", "/adminer"],
  ["pgAdmin", /<title>\s*pgAdmin 4/i, "/pgadmin4/login", "/pgadmin/login"],
  ["RabbitMQ Management", /<title>RabbitMQ Management/i, "/rabbitmq/"],
  ["Jenkins", /<title>[^<]*\[Jenkins\]/i, "/jenkins/login", "/jenkins/"],
  ["Portainer", /<title>Portainer/i, "/portainer/"],
  ["Tomcat Manager", /<title>Apache Tomcat/i, "/manager/status"],
  ["MinIO Console", /<title>MinIO Console/i, "/minio/ui/login"],
];

/** Panels that let in whoever finds them, unless somebody put a sign-in before them. */
const OPEN: readonly (readonly [what: string, proof: RegExp, ...paths: string[]])[] = [
  [
    "A queue panel (Bull Board)",
    /<title>[^<]*Bull (?:Dashboard|Board)|bull-board/i,
    "/admin/queues",
    "/queues",
    "/bull-board",
    "/bullboard",
    "/ui/queues",
  ],
  ["A queue panel (Sidekiq)", /<title>[^<]*Sidekiq/i, "/sidekiq", "/admin/sidekiq"],
  ["A queue panel (Resque)", /<title>Resque/i, "/resque/overview"],
  ["A queue panel (Flower)", /<title>Flower/i, "/flower/", "/flower/dashboard"],
  ["A queue panel (Horizon)", /<title>[^<]*Horizon[^<]*<\/title>/i, "/horizon/dashboard"],
  ["A queue panel (Hangfire)", /Hangfire Dashboard/i, "/hangfire"],
  ["A database panel (Mongo Express)", /<title>[^<]*Mongo Express/i, "/mongo-express/", "/mongo/"],
  ["A database panel (H2)", /<title>H2 Console/i, "/h2-console/"],
  ["A database panel (Prisma Studio)", /<title>Prisma Studio/i, "/studio"],
  ["A cache panel (Redis Commander)", /<title>Redis Commander/i, "/redis-commander/"],
  [
    "Elasticsearch",
    /"cluster_name"\s*:\s*"[^"]*"[\s\S]*"(?:status|number_of_nodes|cluster_uuid)"/,
    "/_cluster/health",
    "/elasticsearch/",
  ],
  ["Kibana", /<title>(?:Kibana|Elastic)<\/title>|kbn-injected-metadata/i, "/kibana/app/home", "/app/kibana"],
  ["Prometheus", /<title>Prometheus Time Series/i, "/graph", "/prometheus/graph"],
  ["Solr", /<title>Solr Admin/i, "/solr/"],
  ["The Traefik dashboard", /<title>Traefik/i, "/dashboard/"],
  ["The Docker API", /^\s*\[\s*\{\s*"Id"\s*:\s*"[0-9a-f]{64}"/, "/containers/json"],
  ["The Consul API", /"Config"\s*:\s*\{[\s\S]*"NodeName"\s*:/, "/v1/agent/self"],
  ["The Kubernetes API", /"kind"\s*:\s*"NamespaceList"/, "/api/v1/namespaces"],
];

const PROBES: readonly PathProbe[] = [
  ...OPEN.flatMap(([what, proof, ...paths]) =>
    paths.map((path): PathProbe => ({ path, what, proof, isPage: true, severity: "high" })),
  ),
  ...WITH_SIGN_IN.flatMap(([what, proof, ...paths]) =>
    paths.map(
      (path): PathProbe => ({
        path,
        what,
        proof,
        isPage: true,
        detail: "Its sign-in page can be reached, and tried, by everybody.",
      }),
    ),
  ),
];

export const panels = defineCheck({
  id: "exposed.panels",
  group: "exposed",
  title: "Panels of databases, queues and servers are not public",
  why: "Such panels show and change all data, run code or stop services. Many have no sign-in of their own; those that have one are attacked with lists of passwords and by holes in the panel itself.",
  fix: {
    text: "Let panels listen on an internal address only, or put your sign-in before them; reach them through a VPN or an SSH tunnel.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "location /admin/queues {\n  allow 10.0.0.0/8;\n  deny all;\n  proxy_pass http://app;\n}",
      },
      { server: "Express", language: "js", code: 'app.use("/admin/queues", requireAdmin, serverAdapter.getRouter());' },
    ],
  },
  severity: "medium",
  profile: "standard",
  cwe: [284, 306, 552],
  asvs: ["13.4.5", "8.4.2"],
  answersTo: { zap: ["40035"] },
  run: (target) => probePaths(target, PROBES, "Whoever finds it can use it: no sign-in was asked for."),
});
