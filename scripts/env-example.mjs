// Writes .env.example from the configuration schema: `node --import tsx scripts/env-example.mjs`. A test keeps it in step.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configSchema } from "../packages/core/src/config.ts";

const HEADER = `# Every variable that Plimsoll reads, with its default. \`npm start\` needs none of them. Values come from the environment;
# docker compose also reads a file named .env beside docker-compose.yml.
`;

const COMPOSE = `
# --- For docker-compose.yml alone: secrets of the stores it runs. It needs these three and PLIMSOLL_SECRET.
# Each takes letters and digits, since they become part of addresses: openssl rand -hex 24

# Password of PostgreSQL
# POSTGRES_PASSWORD=

# Password of ClickHouse
# CLICKHOUSE_PASSWORD=

# Password of Redis
# REDIS_PASSWORD=
`;

/** The text of .env.example. */
export function envExample() {
  const entries = Object.entries(configSchema.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(undefined);
    const value = parsed.success ? (parsed.data ?? "") : "";
    return `# ${schema.description}\n# ${name}=${Array.isArray(value) ? value.join(",") : value}\n`;
  });
  return `${HEADER}\n${entries.join("\n")}${COMPOSE}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, "..", ".env.example"), envExample());
}
