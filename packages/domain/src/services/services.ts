import { AppError, type Overview, type ServiceDetail, type ServiceMap, type ServicesList } from "@plimsoll/core";
import * as telemetry from "@plimsoll/telemetry";
import { answerOnce } from "../own-caches/answer-once.ts";
import type { Platform } from "../platform.ts";

export interface RangeScope {
  projectId: string;
  from: string;
  to: string;
  signal?: AbortSignal | undefined;
}

/** Every service seen in the range with rate, errors, percentiles and sparklines. */
export function listServices(platform: Platform, scope: RangeScope): Promise<ServicesList> {
  return answerOnce(platform, "service-list", scope, (asked) => telemetry.listServices(platform.telemetry, asked));
}

/** One service in depth. Throws NOT_FOUND for a service that sent nothing in the range. */
export async function getService(platform: Platform, scope: RangeScope & { service: string }): Promise<ServiceDetail> {
  const detail = await answerOnce(platform, "service-detail", scope, (asked) =>
    telemetry.getService(platform.telemetry, asked),
  );
  if (!detail)
    throw new AppError("NOT_FOUND", `Service ${scope.service} sent no spans between ${scope.from} and ${scope.to}.`);
  return detail;
}

/** Who calls whom, databases, caches and queues included. */
export function getServiceMap(platform: Platform, scope: RangeScope & { limit: number }): Promise<ServiceMap> {
  return answerOnce(platform, "service-map", scope, (asked) => telemetry.serviceMap(platform.telemetry, asked));
}

/** The first page: totals, their course, services and concerns. */
export function getOverview(platform: Platform, scope: RangeScope): Promise<Overview> {
  return answerOnce(platform, "overview", scope, (asked) => telemetry.getOverview(platform.telemetry, asked));
}
