export { type AddressGuard, createAddressGuard } from "./address-guard.ts";
export { type AddressKind, addressKind } from "./address-kind.ts";
export { createGuardedAgent, type GuardedAgent, type GuardedAgentOptions } from "./guarded-agent.ts";
export { guardedFetch, type GuardedRequest, type GuardedResponse } from "./guarded-fetch.ts";
export type { SocketRequest } from "./open-guarded-socket.ts";
export { createOwnPortCheck, type HostPort } from "./own-ports.ts";
export { readBody } from "./read-body.ts";
export { literalAddress, type Lookup, lookupHost } from "./resolve-host.ts";
