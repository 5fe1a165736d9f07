/** Something that gives itself away by how it is written. */
export interface Sign {
  /** What it is a sign of; part of the fingerprint. */
  name: string;
  /** One of these is part of whatever the pattern matches. */
  hints: readonly string[];
  pattern: RegExp;
}

/** Where a sign was seen. */
export interface Sighting {
  name: string;
  index: number;
  length: number;
}

const BEFORE = 600;
const AFTER = 2400;
/** Places of one hint that are looked at. */
const MAX_PLACES = 200;

/**
 * The first sighting of each sign in a text. Patterns are tried only around their hints: a hostile text of half a megabyte
 * would keep some of them busy for minutes.
 */
export function findSigns<S extends Sign>(text: string, signs: readonly S[]): (Sighting & { sign: S })[] {
  return signs.flatMap((sign) => {
    const found = findSign(text, sign);
    return found ? [{ sign, name: sign.name, ...found }] : [];
  });
}

function findSign(text: string, sign: Sign): { index: number; length: number } | null {
  for (const hint of sign.hints) {
    let at = text.indexOf(hint);
    for (let places = 0; at >= 0 && places < MAX_PLACES; places += 1) {
      const from = Math.max(0, at - BEFORE);
      const found = sign.pattern.exec(text.slice(from, at + AFTER));
      if (found) return { index: from + found.index, length: found[0].length };
      // What lay within the window was looked at.
      at = text.indexOf(hint, at + Math.max(hint.length, AFTER - BEFORE));
    }
  }
  return null;
}

/** Lines of a stack trace, as each platform writes them: two in a row, so that one in a text is none. */
export const STACK_TRACES: readonly Sign[] = [
  {
    name: "Java",
    hints: [".java:", ".kt:", ".scala:"],
    pattern:
      /(?:\n|>|^)\s{0,20}at [\w$.]{3,200}\([\w$]{1,80}\.(?:java|kt|scala):\d{1,6}\)[\s<>br/]{1,40}at [\w$./<>]{3,200}\(/,
  },
  {
    name: "JavaScript",
    hints: [".js:", ".ts:", ".mjs:", ".cjs:", ".jsx:", ".tsx:"],
    pattern:
      /\bat (?:async )?[\w$.<>[\] ]{1,120} ?\((?:file:\/\/|node:|[A-Z]:\\|\/)[^()\s]{3,300}:\d{1,7}:\d{1,7}\)[\s<>br/\\n&;]{1,60}at /,
  },
  {
    name: "Python",
    hints: ["Traceback (most recent call last):"],
    pattern: /Traceback \(most recent call last\):[\s\S]{1,40}File (?:"|&quot;|&#34;)/,
  },
  {
    name: "PHP",
    hints: [".php"],
    pattern:
      /(?:Fatal error|Uncaught \w{2,60}|Warning|Parse error)[^\n]{1,300}? in (?:<b>)?\/[^\s<]{2,200}\.php(?:<\/b>)? on line|#0 \/[^\s]{2,200}\.php\(\d{1,6}\)/,
  },
  {
    name: ".NET",
    hints: [":line ", "Exception: "],
    pattern:
      /\s{1,10}at [\w.`<>[\]]{3,200}\([^()]{0,200}\) in [A-Z]?:?[\\/][^\n]{2,200}:line \d|\[\w{3,60}Exception: [^\n]{1,200}\]\s{1,20}[\w.]{3,200}\(/,
  },
  {
    name: "Ruby",
    hints: [".rb:"],
    pattern: /[\w/.-]{2,200}\.rb:\d{1,6}:in [`'][^'\n]{1,120}'[\s\S]{1,60}\.rb:\d{1,6}:in [`']/,
  },
  {
    name: "Go",
    hints: ["goroutine "],
    pattern: /goroutine \d{1,9} \[[a-z ]{2,30}[^\]]{0,20}\]:\s{1,10}[\w./*()]{3,200}\(/,
  },
  { name: "Rust", hints: ["panicked at"], pattern: /thread '[\w-]{1,60}' panicked at [^\n]{3,300}\.rs:\d{1,6}:\d/ },
];

/** Pages that frameworks show to their developers. */
export const DEBUG_PAGES: readonly Sign[] = [
  {
    name: "Django",
    hints: ["DEBUG = True"],
    pattern: /You(?:'|&#x27;|&#39;)re seeing this error because you have <code>DEBUG = True<\/code>/,
  },
  {
    name: "Werkzeug",
    hints: ["Werkzeug Debugger", "EVALEX_TRUSTED"],
    pattern: /<title>[^<]{0,200}\/\/ Werkzeug Debugger<\/title>|EVALEX_TRUSTED\s*=/,
  },
  {
    name: "Laravel",
    hints: ["window.ignite(", "laravel-debugbar", "Whoops! There was an error"],
    pattern: /window\.ignite\(|class="laravel-debugbar|<title>[^<]{0,200}Whoops! There was an error/i,
  },
  {
    name: "Symfony",
    hints: ["Symfony Exception", "sfwdt"],
    pattern: /<!-- [^>]{0,300}Exception[^>]{0,300}-->[\s\S]{0,400}Symfony Exception|id="sfwdt[0-9a-f]{6}/,
  },
  {
    name: "Rails",
    hints: ["Action Controller: Exception caught"],
    pattern: /<h1>[\s\S]{0,200}Action Controller: Exception caught|<title>Action Controller: Exception caught/,
  },
  {
    name: "ASP.NET",
    hints: ["Server Error in '"],
    pattern: /<h1>\s{0,10}Server Error in '[^']{1,100}' Application/i,
  },
  { name: "phpinfo", hints: ["phpinfo()"], pattern: /<title>(?:PHP [\d.]{1,20} - )?phpinfo\(\)<\/title>/ },
  {
    name: "Spring",
    hints: ["Whitelabel Error Page"],
    pattern: /Whitelabel Error Page[\s\S]{0,2000}\bat org\.springframework\./,
  },
  {
    name: "Next.js",
    hints: ["__nextjs", "data-nextjs-dialog-overlay"],
    pattern: /data-nextjs-dialog-overlay|"isDevelopment":true,"__nextjs/,
  },
  { name: "Flask/Starlette", hints: ["Starlette Debugger"], pattern: /<title>Starlette Debugger<\/title>/ },
];

/** Messages of databases that should have stayed in a log. */
export const DATABASE_ERRORS: readonly Sign[] = [
  {
    name: "MySQL",
    hints: ["error in your SQL syntax", "SQLSTATE[", "com.mysql.", "Unknown column '"],
    pattern:
      /You have an error in your SQL syntax; check the manual|SQLSTATE\[\w{5}\]|com\.mysql\.\w{1,30}\.exceptions|Unknown column '[^']{1,80}' in '/,
  },
  {
    name: "PostgreSQL",
    hints: ["PG::", "PSQLException", "ERROR:", "unterminated quoted string"],
    pattern:
      /PG::\w{3,40}Error|org\.postgresql\.util\.PSQLException|ERROR:\s{1,4}(?:syntax error at or near|column "[^"]{1,80}" does not exist|relation "[^"]{1,80}" does not exist)|unterminated quoted string at or near/,
  },
  {
    name: "SQLite",
    hints: ["SQLITE_ERROR", "sqlite3.OperationalError", ": syntax error", "unrecognized token"],
    pattern: /SQLITE_ERROR|sqlite3\.OperationalError|near "[^"]{1,60}": syntax error|unrecognized token: "/,
  },
  { name: "Oracle", hints: ["ORA-"], pattern: /\bORA-\d{5}: \w/ },
  {
    name: "SQL Server",
    hints: ["Unclosed quotation mark", "OLE DB Provider", "SqlException", "[SQL Server]"],
    pattern:
      /Unclosed quotation mark after the character string|Microsoft OLE DB Provider for SQL Server|System\.Data\.SqlClient\.SqlException|\[SQL Server\]/,
  },
  {
    name: "MongoDB",
    hints: ["MongoServerError", "MongoError", '"codeName"'],
    pattern: /MongoServerError: |MongoError: |"codeName":"(?:BadValue|FailedToParse)"/,
  },
  {
    name: "Prisma",
    hints: ["PrismaClient", "Invalid `prisma."],
    pattern:
      /PrismaClient(?:KnownRequest|Validation|UnknownRequest)Error|Invalid `prisma\.\w{1,60}\.\w{1,30}\(\)` invocation/,
  },
  {
    name: "Redis",
    hints: ["WRONGTYPE", "redis.exceptions."],
    pattern: /WRONGTYPE Operation against a key|redis\.exceptions\.\w{3,40}Error/,
  },
];
