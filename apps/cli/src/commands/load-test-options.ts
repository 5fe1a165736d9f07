import type { Command } from "commander";

export interface LoadTestRunOptions {
  workers?: string;
  build?: string;
  name?: string;
  junit?: string;
  json?: string;
  local?: boolean;
  url?: string;
  quiet?: boolean;
}

const EXIT_CODES = `
Exit codes:
  0    every threshold was met
  99   a threshold was broken, or ended the run
  1    it could not run: no such file, a script that is wrong, a target that is not open, no instance
  130  it was stopped, by Ctrl-C or in the console`;

/** `plimsoll load-test …`: its options. What it does is loaded only when asked for, so that `start` stays small. */
export function addLoadTestCommands(program: Command): void {
  const loadTest = program.command("load-test").description("load tests");
  loadTest
    .command("run")
    .argument("<file>", "the script: JSON, or a .mjs, .js or .ts module whose default export it is")
    .description("run a load test, show how it goes, and end with a code for scripts and CI")
    .option("--workers <count>", "worker processes to split it over")
    .option("--build <build>", "version or commit that is tested; else the one in the service's telemetry")
    .option("--name <name>", "what the run is called; else the file's name")
    .option("--junit <file>", "write a JUnit report: a test case a threshold")
    .option("--json <file>", "write the whole result as JSON")
    .option("--local", "send it from this process, without any instance")
    .option("--url <url>", "an instance elsewhere; its API key, scope `write`, is read from PLIMSOLL_API_KEY")
    .option("--quiet", "print the verdict alone")
    .addHelpText("after", EXIT_CODES)
    .action(async (file: string, options: LoadTestRunOptions) => {
      const { runLoadTest } = await import("./load-test.ts");
      process.exitCode = await runLoadTest(file, options);
    });
}
