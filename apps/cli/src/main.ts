import { AppError, toError } from "@plimsoll/core";
import { Command } from "commander";
import { addJobsCommands } from "./commands/jobs-options.ts";
import { addLoadTestCommands } from "./commands/load-test-options.ts";
import { addScanCommand } from "./commands/scan-options.ts";
import { start } from "./commands/start.ts";
import { VERSION } from "./version.ts";

const program = new Command("plimsoll").description("Runs and looks after a Plimsoll instance.").version(VERSION);

program.command("start").description("start the stores, web, ingest and worker of this folder").action(start);

const keys = program.command("keys").description("API keys of the instance");
keys
  .command("create")
  .description("create a key and print it alone on standard output")
  .requiredOption("--name <name>", "what it is for")
  .requiredOption("--scope <scope...>", "ingest, read, write, admin; several are allowed")
  .option("--expires-in-days <days>", "without it the key does not expire")
  .action(async (options: { name: string; scope: string[]; expiresInDays?: string }) => {
    // Loaded only when asked for: `start` stays for as long as the instance runs, and should stay small.
    const { createKey } = await import("./commands/keys.ts");
    await createKey(options);
  });

addJobsCommands(program);
addLoadTestCommands(program);
addScanCommand(program);

program
  .command("doctor")
  .description("print the configuration, secrets masked, and check each part")
  .action(async () => {
    const { doctor } = await import("./commands/doctor.ts");
    process.exitCode = (await doctor()) ? 0 : 1;
  });

program.parseAsync().catch((thrown: unknown) => {
  const error = toError(thrown);
  process.stderr.write(`\n${error.message}\n`);
  if (!(error instanceof AppError) && process.env["PLIMSOLL_LOG_LEVEL"] === "debug")
    process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
