export * from "./config.ts";
export * from "./contracts/administration.ts";
export * from "./contracts/attribute.ts";
export * from "./contracts/common.ts";
export * from "./contracts/services.ts";
export * from "./contracts/traces.ts";
export * from "./errors.ts";
export * from "./roles.ts";
