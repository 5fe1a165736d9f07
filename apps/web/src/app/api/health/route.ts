import { checkStores, VERSION } from "@plimsoll/domain";
import { getContainer } from "../../../server/container.ts";

export const dynamic = "force-dynamic";

/** For probes: 200 when the stores answer, else 503. Says which part is down and nothing that helps an attacker. */
export async function GET(): Promise<Response> {
  const checks = await checkStores(getContainer().platform);
  const healthy = checks.every((check) => check.status === "ok");
  const body = {
    status: healthy ? "ok" : "down",
    version: VERSION,
    checks: Object.fromEntries(checks.map((check) => [check.name, check.status])),
  };
  return Response.json(body, { status: healthy ? 200 : 503, headers: { "cache-control": "no-store" } });
}
