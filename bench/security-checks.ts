// What the checks find in the corpus of faulty sites and files, what they find in the clean twins, and how long a scan of the
// example shop takes.
//   npm run bench -- security-checks [--only CHECK] [--no-shop] [--json FILE]
import { parseArgs } from "node:util";
import { startShop } from "@plimsoll/example-shop";
import { createGuardedAgent } from "@plimsoll/outbound";
import { CHECKS, runWebScan, type ScanReport } from "@plimsoll/security-checks";
import { CORPUS, corpusAgent, FILES_CORPUS, walkEntry, walkFilesEntry } from "@plimsoll/security-checks/testing/corpus";
import { atLeast, atMost, type Figure, figure, publishReport } from "./report.ts";

const { values: options } = parseArgs({
  options: { only: { type: "string" }, "no-shop": { type: "boolean" }, json: { type: "string" } },
});

interface Row {
  planted: number;
  found: number;
  falseAlarms: number;
}

/** Walks the corpus, every check on every clean twin; what is wrong is printed as it comes. */
async function walkCorpus(): Promise<Map<string, Row>> {
  const rows = new Map(CHECKS.map(({ id }) => [id, { planted: 0, found: 0, falseAlarms: 0 }]));
  const count = (checkId: string, fault: string, isFound: boolean, falseAlarms: readonly string[]) => {
    const row = rows.get(checkId);
    if (!row) throw new Error(`${checkId} is no check`);
    row.planted += 1;
    if (isFound) row.found += 1;
    else console.error(`not found: ${checkId}, ${fault}`);
    row.falseAlarms += falseAlarms.length;
    for (const alarm of falseAlarms) console.error(`false alarm in the clean twin of ${checkId}, ${fault}: ${alarm}`);
  };
  const isMeant = ({ checkId }: { checkId: string }) => options.only === undefined || checkId === options.only;
  const agent = corpusAgent();
  try {
    for (const entry of CORPUS.filter(isMeant)) {
      const { isFound, falseAlarms } = await walkEntry(entry, agent, "every");
      count(entry.checkId, entry.fault, isFound, falseAlarms);
    }
    for (const entry of FILES_CORPUS.filter(isMeant)) {
      const { isFound, falseAlarms } = await walkFilesEntry(entry);
      count(entry.checkId, entry.fault, isFound, falseAlarms);
    }
  } finally {
    await agent.close();
  }
  return rows;
}

function printTable(rows: ReadonlyMap<string, Row>): void {
  const width = Math.max(...[...rows.keys()].map((id) => id.length));
  console.log(`\n${"check".padEnd(width)}  planted  found  alarms on clean twins`);
  for (const [id, { planted, found, falseAlarms }] of rows) {
    if (planted === 0) continue;
    const cells = [String(planted).padStart(7), String(found).padStart(5), String(falseAlarms).padStart(6)];
    console.log(`${id.padEnd(width)}  ${cells.join("  ")}${found === planted && falseAlarms === 0 ? "" : "  ← wrong"}`);
  }
  const without = [...rows].filter(([, row]) => row.planted === 0).map(([id]) => id);
  if (without.length > 0 && options.only === undefined) console.log(`No planted fault: ${without.join(", ")}`);
}

/** The standard profile with the limits a target has by default. */
async function scanShop(): Promise<ScanReport> {
  const shop = await startShop({ OTEL_SDK_DISABLED: "true" });
  const agent = createGuardedAgent({ forbidden: [], acceptAnyCertificate: true });
  try {
    return await runWebScan({
      origin: shop.apiUrl,
      entryPaths: [
        "/products/1",
        "/products?category=books",
        "/products/1/reviews",
        "/search?q=a",
        "/reports/sales",
        "/",
      ],
      profile: "standard",
      agent,
      allowPrivate: true,
      limits: { maxRequests: 2000, maxDurationMs: 600_000, requestsPerSecond: 20, concurrency: 4 },
      signal: new AbortController().signal,
    });
  } finally {
    await agent.close();
    await shop.stop();
  }
}

function shopFigures(report: ScanReport): Figure[] {
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000;
  const count = (outcome: string) => report.records.filter(({ result }) => result.outcome === outcome).length;
  for (const { checkId, result } of report.records) {
    if (result.outcome === "fail")
      console.log(`shop: ${checkId}: ${result.faults.map(({ title }) => title).join("; ")}`);
    if (result.outcome === "not-assessed") console.log(`shop: ${checkId} not assessed: ${result.reason}`);
  }
  return [
    figure("standard profile on examples/shop, 20 requests/s", seconds, "s", { aim: atMost(30) }),
    figure("… requests", report.requests, ""),
    figure("… checks not assessed", count("not-assessed"), "", { aim: atMost(0) }),
  ];
}

const rows = await walkCorpus();
printTable(rows);
const sum = (part: keyof Row) => [...rows.values()].reduce((total, row) => total + row[part], 0);
const figures: Figure[] = [
  figure("planted faults", sum("planted"), ""),
  figure("found", sum("found"), "", { aim: atLeast(sum("planted")) }),
  figure("alarms on clean twins", sum("falseAlarms"), "", { aim: atMost(0) }),
];
if (!options["no-shop"]) figures.push(...shopFigures(await scanShop()));
await publishReport({ name: "security-checks", figures }, options.json);
