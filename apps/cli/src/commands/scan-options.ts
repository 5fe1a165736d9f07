import type { Command } from "commander";

export interface ScanOptions {
  profile: string;
  iOwnThis?: boolean;
  allowPrivate?: boolean;
  path?: string[];
  openapi?: string;
  maxRequests?: string;
  maxMinutes?: string;
  rate?: string;
  advisories?: string;
  allowLicence?: string[];
  denyLicence?: string[];
  failOn: string;
  strict?: boolean;
  format: string;
  output?: string;
  quiet?: boolean;
}

const HELP = `
A URL is scanned as a site; only scan what is yours or what you were asked to scan. A folder or file is scanned for packages
with known holes, secrets, runtimes out of support and licences; of a Git repository the files that Git knows or would add.

Names and versions of packages are sent to the OSV service (PLIMSOLL_OSV_URL), unless --advisories or PLIMSOLL_OSV_DUMP
names a dump of its data. Nothing else leaves this machine.

Exit codes:
  0    no finding is as bad as --fail-on says, or worse
  99   there is one
  98   with --strict: there is none, but something was not assessed
  1    it could not run: no such target, an option that is wrong
  130  it was stopped`;

/** `plimsoll scan …`: its options. What it does is loaded only when asked for, so that `start` stays small. */
export function addScanCommand(program: Command): void {
  program
    .command("scan")
    .argument("<target>", "a URL such as https://shop.example.com, or a folder or file")
    .description("scan a site or source code for security faults, without any instance")
    .option("--profile <profile>", "passive, standard, or active (needs --i-own-this); of sites only", "standard")
    .option("--i-own-this", "yes, the site is yours or its owner asked you: allows the active profile")
    .option("--allow-private", "allow addresses that are not public, such as localhost")
    .option("--path <path...>", "where to look at first, beside /")
    .option("--openapi <path>", "path of the OpenAPI document on the site, or a file with it")
    .option("--max-requests <count>", "most requests to send; 2000 by default")
    .option("--max-minutes <minutes>", "longest that it may take; 10 by default")
    .option("--rate <count>", "requests a second; 20 by default")
    .option(
      "--advisories <source>",
      "where known holes come from: off, a URL of an OSV service, or a folder or zip file of its data",
    )
    .option(
      "--allow-licence <licence...>",
      "SPDX identifiers that packages may have, no others; GPL-* is all that begin so",
    )
    .option("--deny-licence <licence...>", "SPDX identifiers that packages must not have")
    .option("--fail-on <severity>", "critical, high, medium, low, info, or none", "high")
    .option("--strict", "fail when something was not assessed, too")
    .option("--format <format>", "text, json, sarif, vex or junit", "text")
    .option("--output <file>", "write the report there instead of to standard output")
    .option("--quiet", "show no progress")
    .addHelpText("after", HELP)
    .action(async (target: string, options: ScanOptions) => {
      const { runScan } = await import("./scan.ts");
      process.exitCode = await runScan(target, options);
    });
}
