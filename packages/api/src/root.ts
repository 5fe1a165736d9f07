import { apiKeysRouter } from "./routers/api-keys.ts";
import { attributesRouter } from "./routers/attributes.ts";
import { peopleRouter } from "./routers/people.ts";
import { servicesRouter } from "./routers/services.ts";
import { sessionRouter, sessionsRouter } from "./routers/sessions.ts";
import { systemRouter } from "./routers/system.ts";
import { tracesRouter } from "./routers/traces.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Every area of the API; a new one is a file in `routers` and a line here. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
  attributes: attributesRouter,
  people: peopleRouter,
  services: servicesRouter,
  session: sessionRouter,
  sessions: sessionsRouter,
  system: systemRouter,
  traces: tracesRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
