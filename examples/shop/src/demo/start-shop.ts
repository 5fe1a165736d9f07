import { startLocalPostgres } from "./local-postgres.ts";
import { type ServiceProcess, startService } from "./start-service.ts";

export interface Shop {
  apiUrl: string;
  paymentsUrl: string;
  /** Resolves with a sentence when a service ended without being asked to. */
  crashed: Promise<string>;
  /** Starts shop-api anew on the same port, as a deploy of another build does: by other variables. */
  redeployApi(env: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the shop's two services on free ports, with a PostgreSQL of its own unless SHOP_DATABASE_URL names one.
 * `env` goes to the services, over the variables of this process: OTEL_EXPORTER_OTLP_ENDPOINT says where their
 * telemetry goes, `SHOP_SLOW_QUERY=1` plants the slow query. What was started is ended again when something fails.
 */
export async function startShop(env: Record<string, string> = {}): Promise<Shop> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  let reportCrash: (how: string) => void = () => undefined;
  const crashed = new Promise<string>((resolve) => {
    reportCrash = resolve;
  });
  const run = async (name: string, file: string, more: Record<string, string>): Promise<ServiceProcess> => {
    const service = keep(await startService(name, file, { ...env, ...more }));
    void service.crashed.then(reportCrash);
    return service;
  };
  try {
    const SHOP_DATABASE_URL = process.env["SHOP_DATABASE_URL"] || keep(await startLocalPostgres()).url;
    const payments = await run("shop-payments", "payments/main.ts", { SHOP_DATABASE_URL });
    const needs = { SHOP_DATABASE_URL, SHOP_PAYMENTS_URL: payments.url };
    let api = await run("shop-api", "api/main.ts", needs);
    return {
      apiUrl: api.url,
      paymentsUrl: payments.url,
      crashed,
      async redeployApi(more) {
        const SHOP_API_PORT = new URL(api.url).port;
        await api.stop();
        started.splice(started.indexOf(api), 1);
        api = await run("shop-api", "api/main.ts", { ...more, ...needs, SHOP_API_PORT });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
