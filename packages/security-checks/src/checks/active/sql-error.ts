import type { FoundFault } from "@plimsoll/core";
import { findInputs, type Input, requestWith, valueOf } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import type { Exchange } from "../../exchange.ts";

/** What databases and their drivers say when a quotation mark has broken a statement. */
const ERRORS: readonly (readonly [database: string, message: RegExp])[] = [
  [
    "MySQL",
    /You have an error in your SQL syntax|check the manual that corresponds to your (?:MySQL|MariaDB) server|ER_PARSE_ERROR|mysqli?_(?:query|fetch)/i,
  ],
  ["PostgreSQL", /(?:unterminated quoted string|syntax error) at or near|pg_query\(\)|PSQLException|PG::SyntaxError/i],
  [
    "SQLite",
    /SQLITE_ERROR|sqlite3?\.OperationalError|SQLite3::SQLException|unrecognized token: |near "[^"\n]{0,40}": syntax error/i,
  ],
  [
    "SQL Server",
    /Unclosed quotation mark (?:after|before) the character string|Incorrect syntax near|SqlException|ODBC SQL Server Driver/i,
  ],
  ["Oracle", /ORA-(?:00933|00936|00921|01756|01789|06550)|quoted string not properly terminated/i],
  ["ClickHouse", /DB::Exception: Syntax error|Code: 62\. /],
  [
    "a database",
    /SQLSTATE\[\w+\]|Dynamic SQL Error|JDBCException|PDOException|QuerySyntaxException|unterminated string literal at line/i,
  ],
  ["MongoDB", /MongoServerError|MongoError: |BSONTypeError/],
];
const VALUES = ["'", '"', "\\", "')", "1'\"`;--"];

export const sqlError = defineCheck({
  id: "active.sql-error",
  group: "active",
  title: "Input does not break database statements",
  why: "A quotation mark that makes the database complain was put into a statement as it is. Then a request can carry statements of its own: read every table, change it, or get past the sign-in.",
  fix: {
    text: "Pass values as parameters of the statement, everywhere, and show visitors no message of the database.",
    snippets: [
      { server: "node-postgres", language: "js", code: 'await pool.query("SELECT * FROM items WHERE id = $1", [id]);' },
      {
        server: "Java",
        language: "java",
        code: 'var statement = connection.prepareStatement("SELECT * FROM items WHERE id = ?");\nstatement.setString(1, id);',
      },
      { server: "Python", language: "python", code: 'cursor.execute("SELECT * FROM items WHERE id = %s", (id,))' },
    ],
  },
  severity: "critical",
  profile: "active",
  cwe: [89, 209],
  asvs: ["1.2.4", "16.5.1"],
  answersTo: { zap: ["40018", "90022"] },
  async run(target) {
    const { inputs, isCut } = findInputs(target);
    const places = inputs.map((input) => {
      const ordinary = valueOf(input);
      // Known before: what a page says of errors by itself is no sign.
      let before: Exchange | null = null;
      const first: Trial = {
        request: requestWith(input, ordinary),
        judge: (answer) => {
          before = answer;
          return null;
        },
      };
      const odd = VALUES.map(
        (value): Trial => ({
          request: requestWith(input, `${ordinary}${value}`),
          judge: (answer) => judge(answer, before, input),
        }),
      );
      return [first, ...odd];
    });
    return tryPlaces(target, places, isCut);
  },
});

function judge(answer: Exchange, before: Exchange | null, input: Input): FoundFault | null {
  for (const [database, message] of ERRORS) {
    const found = message.exec(answer.body);
    if (!found || (before && message.test(before.body))) continue;
    return {
      place: { kind: "request", method: "GET", path: input.path, parameter: input.name },
      title: `The parameter ${input.name} breaks a statement of ${database}`,
      detail: "With a quotation mark added to its value, the answer is an error of the database.",
      evidence: [quoteExchange("Answer", answer, { around: { index: found.index, length: found[0].length } })],
    };
  }
  return null;
}
