import { AppError, type Config, loadConfig, maskUrl, publicUrl } from "@plimsoll/core";
import { assertPortsFree } from "../start/check-ports.ts";
import { createDataDir, dataDir, loadSecrets, readRuntime, removeRuntime, writeRuntime } from "../start/data-dir.ts";
import { appSpecs, clickhouseSpec, findMissingBuild, type Installation, postgresSpec } from "../start/processes.ts";
import { runPrepare } from "../start/run-prepare.ts";
import { bold, dim, note, step, warn } from "../start/progress.ts";
import { type ProcessEvents, type ProcessSpec, SupervisedProcess } from "../start/supervised-process.ts";
import { VERSION } from "../version.ts";

/** Starts everything, and returns once all is ready. Ctrl-C and SIGTERM stop it in order. */
export async function start(): Promise<void> {
  const config = loadConfig();
  const path = dataDir(config);
  createDataDir(path);
  const running = readRuntime(path);
  if (running) {
    throw new AppError(
      "CONFLICT",
      `Plimsoll runs already on ${path} (process ${running.pid}, ${running.url}). Stop it first, or set PLIMSOLL_DATA_DIR.`,
    );
  }
  await assertPortsFree(config);
  const instance = new Instance({ config, secrets: loadSecrets(path), dataDir: path });
  instance.stopOnSignals();
  try {
    await instance.start();
  } catch (error) {
    await instance.stop();
    throw error;
  }
}

class Instance {
  readonly #installation: Installation;
  /** In order of start; stopped in groups from the last to the first. */
  readonly #stores: SupervisedProcess[] = [];
  readonly #apps: SupervisedProcess[] = [];
  #stopping: Promise<void> | undefined;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  async start(): Promise<void> {
    const { config, dataDir: path } = this.#installation;
    console.log(`\n${bold("Plimsoll")} ${VERSION}  ${dim(path)}\n`);
    const { databaseUrl, clickhouseUrl } = await this.#startStores(config);
    const firstAdmin = await step(
      "schema",
      () => runPrepare({ DATABASE_URL: databaseUrl, CLICKHOUSE_URL: clickhouseUrl }),
      () => "up to date",
    );
    const specs = appSpecs(this.#installation, { databaseUrl, clickhouseUrl });
    const missing = findMissingBuild(specs);
    if (missing)
      throw new AppError(
        "CONFLICT",
        `${missing} is missing. Run \`npm run build\`, or \`npm start\`, which builds when needed.`,
      );
    await Promise.all(specs.map((spec) => this.#launch(spec, this.#apps)));
    const url = publicUrl(config);
    const redisUrl = config.REDIS_URL ? { redisUrl: config.REDIS_URL } : {};
    writeRuntime(path, { databaseUrl, clickhouseUrl, ...redisUrl, url });
    console.log(
      `\n  ${dim("OTLP")}         http ${config.PLIMSOLL_HOST}:${config.PLIMSOLL_OTLP_HTTP_PORT}, grpc ${config.PLIMSOLL_HOST}:${config.PLIMSOLL_OTLP_GRPC_PORT}`,
    );
    if (firstAdmin.created) console.log(`  ${dim("admin")}        ${firstAdmin.created}`);
    if (firstAdmin.setupToken)
      console.log(`\nCreate the first admin (this link works once): ${url}/setup?token=${firstAdmin.setupToken}`);
    console.log(`\nPlimsoll is ready: ${url}`);
  }

  async #startStores(config: Config): Promise<{ databaseUrl: string; clickhouseUrl: string }> {
    const [databaseUrl, clickhouseUrl] = await Promise.all([
      this.#store("postgres", config.DATABASE_URL, postgresSpec(this.#installation)),
      this.#store("clickhouse", config.CLICKHOUSE_URL, clickhouseSpec(this.#installation)),
    ]);
    return { databaseUrl, clickhouseUrl };
  }

  async #store(label: string, configured: string | undefined, spec: ProcessSpec): Promise<string> {
    if (configured) {
      note(`${label.padEnd(12)} ${maskUrl(configured)}`);
      return configured;
    }
    const url = await this.#launch(spec, this.#stores);
    if (!url) throw new Error(`${label} did not say where it listens`);
    return url;
  }

  #launch(spec: ProcessSpec, group: SupervisedProcess[]): Promise<string | undefined> {
    const supervised = new SupervisedProcess(spec, this.#events());
    group.push(supervised);
    return step(
      spec.name,
      () => supervised.start(),
      (url) => (url ? maskUrl(url) : `process ${supervised.pid}`),
    );
  }

  #events(): ProcessEvents {
    return {
      onCrash: (name, how, delayMs) => warn(`${name} ${how}; starting it again in ${delayMs / 1000} s`),
      onRestarted: (name) => note(`${name} runs again`),
      onProblem: (name, line) => warn(`${name}: ${readableProblem(line)}`),
    };
  }

  /** Apps first (ingest last, so that it can still store what it holds), then the stores. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      const named = (name: string) => this.#apps.filter((app) => (app.spec.name === "ingest") === (name === "ingest"));
      await Promise.all(named("others").map((app) => app.stop()));
      await Promise.all(named("ingest").map((app) => app.stop()));
      await Promise.all(this.#stores.map((store) => store.stop()));
      removeRuntime(this.#installation.dataDir);
    })();
    return this.#stopping;
  }

  stopOnSignals(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (!this.#stopping) console.log("\nStopping …");
        void this.stop().then(() => {
          console.log("Stopped.");
          process.exit(0);
        });
      });
    }
  }
}

/** The sentence of a JSON log line; anything else as it is, shortened. */
function readableProblem(line: string): string {
  try {
    const { msg, reason, err } = JSON.parse(line) as { msg?: string; reason?: string; err?: { message?: string } };
    return [msg, reason ?? err?.message].filter(Boolean).join(": ").slice(0, 400);
  } catch {
    return line.slice(0, 400);
  }
}
