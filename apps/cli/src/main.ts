import { AppError, toError } from "@plimsoll/core";
import { VERSION } from "@plimsoll/domain";
import { Command } from "commander";
import { doctor } from "./commands/doctor.ts";
import { createKey } from "./commands/keys.ts";
import { start } from "./commands/start.ts";

const program = new Command("plimsoll").description("Runs and looks after a Plimsoll instance.").version(VERSION);

program.command("start").description("start the stores, web, ingest and worker of this folder").action(start);

const keys = program.command("keys").description("API keys of the instance");
keys
  .command("create")
  .description("create a key and print it alone on standard output")
  .requiredOption("--name <name>", "what it is for")
  .requiredOption("--scope <scope...>", "ingest, read, write, admin; several are allowed")
  .option("--expires-in-days <days>", "without it the key does not expire")
  .action(createKey);

program
  .command("doctor")
  .description("print the configuration, secrets masked, and check each part")
  .action(async () => {
    process.exitCode = (await doctor()) ? 0 : 1;
  });

program.parseAsync().catch((thrown: unknown) => {
  const error = toError(thrown);
  process.stderr.write(`\n${error.message}\n`);
  if (!(error instanceof AppError) && process.env["PLIMSOLL_LOG_LEVEL"] === "debug") process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
