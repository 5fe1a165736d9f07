import { AppError, loadConfig, type Config } from "@plimsoll/core";
import { LiveJobs, LiveTraces, openPlatform, type Platform } from "@plimsoll/domain";
import { type Auth, createAuth } from "@plimsoll/domain/accounts";

export interface Container {
  config: Config;
  platform: Platform;
  auth: Auth;
  live: LiveTraces;
  liveJobs: LiveJobs;
}

function createContainer(): Container {
  const config = loadConfig();
  const { PLIMSOLL_SECRET } = config;
  if (!PLIMSOLL_SECRET) {
    throw new AppError(
      "BAD_REQUEST",
      "PLIMSOLL_SECRET is not set. `npm start` sets it; started by hand, web needs it.",
    );
  }
  const platform = openPlatform(config);
  return {
    config,
    platform,
    auth: createAuth(
      platform.db,
      { ...config, PLIMSOLL_SECRET },
      {
        onSessionsChanged: () => platform.caches.sessions.clear(),
      },
    ),
    live: new LiveTraces(platform),
    liveJobs: new LiveJobs(platform),
  };
}

// Next loads a module once a route in development; the container must be one a process all the same.
const holder = globalThis as typeof globalThis & { plimsollContainer?: Container };

/** The stores and services of this process, made at the first call. */
export function getContainer(): Container {
  holder.plimsollContainer ??= createContainer();
  return holder.plimsollContainer;
}
