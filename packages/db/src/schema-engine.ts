import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

/** Nothing in our database is managed outside the schema. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Prisma's schema engine from npm as WebAssembly: the same engine as `prisma migrate`, without a download.
 * `datamodel`, when given, is the text of the schema that the engine starts from.
 */
export async function createSchemaEngine(databaseUrl: string, datamodel?: string): Promise<SchemaEngine> {
  loaded ??= loadEngine();
  const engine = await loaded;
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const datamodels: [string, string][] | undefined =
    datamodel === undefined ? undefined : [["schema.prisma", datamodel]];
  return engine.SchemaEngine.new({ datamodels }, () => undefined, adapter);
}

/** The module's bindings know one instance: a second one would take over what the first still has to clean up. */
let loaded: ReturnType<typeof loadEngine> | undefined;

async function loadEngine() {
  const require = createRequire(import.meta.url);
  const engine = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const folder = dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const module = await WebAssembly.compile(await readFile(join(folder, "schema_engine_bg.wasm")));
  const bindings = engine as unknown as WebAssembly.ModuleImports & {
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
  };
  const instance = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  return engine;
}
