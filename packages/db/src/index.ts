export { Prisma } from "../generated/client/client.ts";
export { createDatabase, type Database } from "./client.ts";
export { migrateDatabase } from "./migrate.ts";
