import type { CorpusEntry } from "../corpus-entry.ts";
import { carefulSite, type SiteHeaders, type SitePage } from "../corpus-site.ts";

/** A page with this body, faulty and clean. */
function bodies(checkId: string, fault: string, faulty: string, clean: string, headers: SiteHeaders = {}): CorpusEntry {
  const site = (body: string) => () => carefulSite({ "/": { headers, body } });
  return { checkId, fault, faulty: site(faulty), clean: site(clean), at: { path: "/" } };
}

/** A script that the page loads. */
function scripts(checkId: string, fault: string, faulty: string, clean: string): CorpusEntry {
  const site = (body: string) => () =>
    carefulSite({
      "/": { body: '<script src="/app.js"></script>' },
      "/app.js": { headers: { "content-type": "text/javascript; charset=utf-8" }, body },
    });
  return { checkId, fault, faulty: site(faulty), clean: site(clean), at: { path: "/app.js" } };
}

function headers(checkId: string, fault: string, faulty: SiteHeaders, clean: SiteHeaders): CorpusEntry {
  const site = (extra: SiteHeaders) => () => carefulSite({ "/": { headers: extra } });
  return { checkId, fault, faulty: site(faulty), clean: site(clean), at: { path: "/*" } };
}

const JAVA =
  "java.lang.NullPointerException\n\tat com.shop.Cart.total(Cart.java:42)\n\tat com.shop.Web.get(Web.java:17)\n";
const NODE =
  "TypeError: x is undefined\n    at getCart (/srv/shop/src/cart.js:42:13)\n    at async handle (/srv/shop/src/web.js:7:5)\n";
const PYTHON = 'Traceback (most recent call last):\n  File "/srv/shop/app.py", line 4, in cart\nKeyError: 1\n';
const PHP = "<b>Warning</b>: Undefined variable $x in <b>/var/www/shop/cart.php</b> on line <b>4</b><br />";
const DOTNET = "System.NullReferenceException: x\n   at Shop.Cart.Total(Int32 id) in C:\\src\\Cart.cs:line 42\n";
const GO = "goroutine 1 [running]:\nmain.main()\n\t/srv/main.go:4 +0x1d\n";
const RUBY = "app/cart.rb:4:in `total'\napp/web.rb:9:in `get'\n";
/** A text about errors, as documentation has it. */
const ABOUT = "<p>If you see NullPointerException at Cart.total, look at the log. A Traceback helps us most.</p>";

const STACKS = Object.entries({
  Java: JAVA,
  JavaScript: NODE,
  Python: PYTHON,
  PHP,
  ".NET": DOTNET,
  Go: GO,
  Ruby: RUBY,
}).map(([name, trace]) => bodies("leaks.stack-trace", `a trace of ${name}`, `<pre>${trace}</pre>`, ABOUT));

const DEBUG: readonly CorpusEntry[] = [
  bodies(
    "leaks.debug-page",
    "Django's",
    "<p>You&#x27;re seeing this error because you have <code>DEBUG = True</code> in your settings.</p>",
    "<p>Set <code>DEBUG = False</code> in production.</p>",
  ),
  bodies(
    "leaks.debug-page",
    "Werkzeug's",
    "<title>KeyError // Werkzeug Debugger</title><p>x</p>",
    "<title>About the Werkzeug debugger</title><p>x</p>",
  ),
  bodies(
    "leaks.debug-page",
    "phpinfo",
    "<title>PHP 8.3.1 - phpinfo()</title><p>x</p>",
    "<title>How to use phpinfo()</title><p>x</p>",
  ),
  bodies(
    "leaks.debug-page",
    "Laravel's",
    '<title>x</title><div class="laravel-debugbar"></div>',
    "<p>We use laravel.</p>",
  ),
  bodies(
    "leaks.debug-page",
    "ASP.NET's",
    "<title>Oh</title><h1>Server Error in '/' Application.</h1>",
    "<p>Server error</p>",
  ),
  headers(
    "leaks.debug-header",
    "the Symfony profiler",
    { "x-debug-token": "a1b2c3", "x-debug-token-link": "/_profiler/a1b2c3" },
    { "x-request-id": "a1b2c3" },
  ),
  headers(
    "leaks.debug-header",
    "a server behind the balancer",
    { "x-backend-server": "web-03" },
    { "x-served-by": "edge" },
  ),
];

const DATABASES: readonly CorpusEntry[] = [
  bodies(
    "leaks.database-error",
    "PostgreSQL's",
    '<p>ERROR: relation "orders" does not exist</p>',
    "<p>Sorry, that went wrong (8f3a).</p>",
  ),
  bodies(
    "leaks.database-error",
    "MySQL's",
    "<p>You have an error in your SQL syntax; check the manual that corresponds</p>",
    "<p>Learn SQL syntax here.</p>",
  ),
  bodies("leaks.database-error", "SQLite's", '<p>near "FROM": syntax error</p>', "<p>Shops near you: none.</p>"),
  bodies(
    "leaks.database-error",
    "Oracle's",
    "<p>ORA-00942: table or view does not exist</p>",
    "<p>Order ORA-1 is on its way.</p>",
  ),
];

/** Shows its insides on a path that does not exist; the clean one has one short answer for everything. */
const onMistake = (mistake: SitePage) => () => carefulSite({ "/": {}, "*": { ...mistake } });

const ERRORS: readonly CorpusEntry[] = [
  {
    checkId: "leaks.verbose-errors",
    fault: "a stack trace for an unknown path",
    faulty: onMistake({ status: 500, body: `<pre>${NODE}</pre>` }),
    clean: onMistake({ status: 404, body: "<p>Not found.</p>" }),
    at: { path: "/*", parameter: "JavaScript" },
  },
  {
    checkId: "leaks.verbose-errors",
    fault: "a database error for a list",
    faulty: () =>
      carefulSite({
        "/": (request) => (request.url?.includes("[]") ? { status: 500, body: "<p>SQLSTATE[42000]</p>" } : {}),
      }),
    clean: () =>
      carefulSite({
        "/": (request) => (request.url?.includes("[]") ? { status: 400, body: "<p>Bad request.</p>" } : {}),
      }),
    at: { path: "/*", parameter: "MySQL" },
  },
];

const MAP =
  '{"version":3,"sources":["src/app.ts","src/cart.ts"],"sourcesContent":["const a = 1;","b"],"mappings":"AAAA"}';
const withMap = (map: SitePage) => () =>
  carefulSite({
    "/": { body: '<script src="/js/app.js"></script>' },
    "/js/app.js": {
      headers: { "content-type": "text/javascript; charset=utf-8" },
      body: "let a=1;\n//# sourceMappingURL=app.js.map",
    },
    "/js/app.js.map": map,
  });

const CODE: readonly CorpusEntry[] = [
  bodies(
    "leaks.source-code",
    "PHP",
    "<h1>Shop</h1><?php echo $cart->total(); ?>",
    "<h1>Shop</h1><code>&lt;?php echo $cart; ?&gt;</code>",
  ),
  bodies("leaks.source-code", "JSP", '<%@ page import="java.util.*" %><h1>Shop</h1>', "<p>100 % &lt;%@ page %&gt;</p>"),
  bodies("leaks.source-code", "ERB", "<h1><%= @shop.name %></h1>", "<h1>Shop</h1>"),
  {
    checkId: "leaks.source-map",
    fault: "the map beside the script",
    faulty: withMap({ headers: { "content-type": "application/json" }, body: MAP }),
    clean: withMap({ status: 404, body: "<p>No such page.</p>" }),
    at: { path: "/js/app.js" },
  },
  scripts(
    "leaks.source-map",
    "the map inside the script",
    `let a=1;\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(MAP).toString("base64")}`,
    "let a=1;",
  ),
  {
    checkId: "leaks.directory-listing",
    fault: "a folder of scripts",
    faulty: () =>
      withFolder({ body: "<title>Index of /files</title><h1>Index of /files</h1><a href='old.zip'>old.zip</a>" }),
    clean: () => withFolder({ status: 403, body: "<p>No.</p>" }),
    at: { path: "/files/" },
  },
];
const withFolder = (folder: SitePage) =>
  carefulSite({
    "/": { body: '<script src="/files/app.js"></script>' },
    "/files/app.js": { headers: { "content-type": "text/javascript; charset=utf-8" }, body: "let a=1;" },
    "/files/": folder,
  });

/** Put together here, so that no scanner takes this file for a leak. */
const key = (...parts: string[]) => parts.join("");

const SECRETS: readonly CorpusEntry[] = [
  scripts(
    "leaks.secret-in-script",
    "AWS access key",
    `const k="${key("AKIA", "J7QWERTYUIOPASDF")}";`,
    'const k="AKIAIOSFODNN7EXAMPLE";',
  ),
  scripts(
    "leaks.secret-in-script",
    "Stripe secret key",
    `pay("${key("sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc")}")`,
    `pay("${key("pk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc")}")`,
  ),
  scripts(
    "leaks.secret-in-script",
    "GitHub token",
    `t="${key("gh", "p_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8")}"`,
    't="ghp_short"',
  ),
  scripts(
    "leaks.secret-in-script",
    "database URL",
    `u="${key("postgres", "://shop:", "hunter22@db.example.com/shop")}"`,
    'u="postgres://USER:${password}@db.example.com/shop"',
  ),
  scripts(
    "leaks.secret-in-script",
    "private key",
    `k="-----BEGIN ${key("PRIVATE", " KEY")}-----\\n${"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1FYOefElkzw8OMkc".repeat(2)}"`,
    'k="-----BEGIN PUBLIC KEY-----"',
  ),
];

const TOLD: readonly CorpusEntry[] = [
  headers("leaks.server-version", "of the server", { server: "nginx/1.18.0 (Ubuntu)" }, { server: "nginx" }),
  headers("leaks.server-version", "of the framework", { "x-powered-by": "PHP/8.1.2" }, { via: "1.1 varnish" }),
  headers("leaks.server-version", "the framework's name", { "x-powered-by": "Express" }, { server: "cloudflare" }),
  {
    checkId: "leaks.server-version",
    fault: "in a meta element",
    faulty: () => carefulSite({ "/": { body: '<meta name="generator" content="WordPress 6.4.2"><p>Hello.</p>' } }),
    clean: () => carefulSite({ "/": { body: '<meta name="generator" content="WordPress"><p>Hello.</p>' } }),
    at: { path: "/*", parameter: "meta generator" },
  },
  bodies(
    "leaks.private-address",
    "in a comment",
    "<!-- rendered by 10.3.4.5 --><p>Hello.</p>",
    "<p>Set your router to 192.168.0.1.</p>",
  ),
  {
    checkId: "leaks.private-address",
    fault: "in a redirect",
    faulty: () => carefulSite({ "/": { status: 302, headers: { location: "http://192.168.7.20:8080/home" } } }),
    clean: () => carefulSite({ "/": { status: 302, headers: { location: "/home" } }, "/home": {} }),
    at: { path: "/", parameter: "192.168.7.20" },
  },
  scripts(
    "leaks.private-address",
    "in a script",
    'fetch("http://172.16.9.8/api")',
    'const version = "10.3.4.5.6"; // 1.10.2.3.4',
  ),
];

export const LEAKS_CORPUS: readonly CorpusEntry[] = [
  ...SECRETS,
  ...DEBUG,
  ...STACKS,
  ...ERRORS,
  ...DATABASES,
  ...CODE,
  ...TOLD,
];
