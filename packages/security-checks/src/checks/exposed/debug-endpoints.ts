import { defineCheck } from "../../check.ts";
import { type PathProbe, probePaths } from "../../exposed/probe-paths.ts";

const FILES: readonly PathProbe[] = [
  {
    path: "/actuator",
    what: "The list of Spring's actuators",
    proof: /"_links"\s*:\s*\{[\s\S]*\/actuator/,
    severity: "low",
  },
  { path: "/actuator/env", what: "Spring's environment", proof: /"propertySources"\s*:/, severity: "high" },
  {
    path: "/actuator/configprops",
    what: "Spring's configuration",
    proof: /"contexts"\s*:[\s\S]*"prefix"\s*:/,
    severity: "high",
  },
  {
    path: "/actuator/heapdump",
    what: "A dump of the memory",
    proof: /^JAVA PROFILE 1\./,
    severity: "critical",
    maxBytes: 1024,
  },
  { path: "/actuator/mappings", what: "Spring's list of routes", proof: /"dispatcherServlets"\s*:/ },
  { path: "/actuator/threaddump", what: "A dump of the threads", proof: /"threads"\s*:\s*\[/ },
  { path: "/actuator/loggers", what: "Spring's loggers", proof: /"configuredLevel"\s*:/ },
  { path: "/actuator/prometheus", what: "Metrics", proof: /^# (?:HELP|TYPE) \w+/m, severity: "low" },
  { path: "/metrics", what: "Metrics", proof: /^# (?:HELP|TYPE) \w+/m, severity: "low" },
  {
    path: "/jolokia/version",
    what: "Jolokia (JMX over HTTP)",
    proof: /"agent"\s*:[\s\S]*"protocol"\s*:/,
    severity: "high",
  },
  { path: "/debug/vars", what: "Go's variables", proof: /"memstats"\s*:/ },
  {
    path: "/_ignition/health-check",
    what: "Laravel's error page with code execution",
    proof: /"can_execute_commands"\s*:/,
    severity: "high",
  },
  { path: "/nginx_status", what: "The status of nginx", proof: /^Active connections:/, severity: "low" },
  { path: "/varz", what: "The status of NATS", proof: /"server_id"\s*:[\s\S]*"max_payload"\s*:/ },
  { path: "/debug.log", what: "A log file", proof: /^\[?\d{2,4}[-/]\w{2,3}[-/]\d{2,4}[T\s]/m },
  { path: "/npm-debug.log", what: "A log file", proof: /^\d+ (?:info|verbose) /m, severity: "low" },
  { path: "/storage/logs/laravel.log", what: "A log file", proof: /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \w+\.\w+:/m },
];

const PAGES: readonly PathProbe[] = [
  { path: "/debug/pprof/", what: "Go's profiler", proof: /Types of profiles available/i, severity: "high" },
  { path: "/server-status", what: "The status of Apache", proof: /<title>Apache Status/i },
  { path: "/server-info", what: "The configuration of Apache", proof: /<title>Server Information/i },
  { path: "/phpinfo.php", what: "PHP's settings", proof: /<title>(?:PHP [\d.]+\S* - )?phpinfo\(\)/i },
  { path: "/info.php", what: "PHP's settings", proof: /<title>(?:PHP [\d.]+\S* - )?phpinfo\(\)/i },
  { path: "/_profiler/", what: "Symfony's profiler", proof: /<title>[^<]*Symfony Profiler/i, severity: "high" },
  { path: "/telescope/requests", what: "Laravel Telescope", proof: /<title>[^<]*Telescope/i, severity: "high" },
  { path: "/elmah.axd", what: "The error log of .NET (ELMAH)", proof: /Error log for/i, severity: "high" },
  { path: "/trace.axd", what: "The trace of ASP.NET", proof: /<h1>Application Trace/i, severity: "high" },
  { path: "/rails/info/properties", what: "Properties of Rails", proof: /Rails version/i },
  { path: "/rails/info/routes", what: "Routes of Rails", proof: /<title>[^<]*Routes|Controller#Action/i },
  {
    path: "/console",
    what: "An interactive Python console",
    proof: /Interactive Console[\s\S]*Werkzeug|__debugger__/i,
    severity: "critical",
  },
  { path: "/haproxy?stats", what: "Statistics of HAProxy", proof: /Statistics Report for/i },
  { path: "/_debugbar/open", what: "Laravel's debug bar", proof: /"utime"\s*:[\s\S]*"method"\s*:/ },
].map((probe): PathProbe => ({ ...probe, isPage: true }) as PathProbe);

export const debugEndpoints = defineCheck({
  id: "exposed.debug-endpoints",
  group: "exposed",
  title: "Endpoints for operation and debugging are not public",
  why: "They tell versions, settings, requests of other users and parts of memory, with passwords and sessions in it; some run commands. Even metrics alone show how much business there is.",
  fix: {
    text: "Serve them on another port that is bound to an internal address, name the few that are needed, and turn debug modes off where the site is public.",
    snippets: [
      {
        server: "Spring Boot",
        language: "properties",
        code: "management.server.port=9001\nmanagement.server.address=127.0.0.1\nmanagement.endpoints.web.exposure.include=health",
      },
      {
        server: "nginx",
        language: "nginx",
        code: "location ~ ^/(?:actuator|debug|metrics|server-status) {\n  return 404;\n}",
      },
      { server: "Go", language: "go", code: 'go http.ListenAndServe("127.0.0.1:6060", nil) // net/http/pprof' },
    ],
  },
  severity: "medium",
  profile: "standard",
  cwe: [215, 489, 497],
  asvs: ["13.4.2", "13.4.5"],
  answersTo: { zap: ["40042", "40028", "40029", "40035"] },
  run: (target) => probePaths(target, [...FILES, ...PAGES], "Everybody can read it."),
});
