import type { FoundFault } from "@plimsoll/core";
import { apiOf } from "../../api/api-of-target.ts";
import { idsIn } from "../../api/ids-in.ts";
import { addressOf, type ApiOperation } from "../../api/openapi.ts";
import { defineCheck, type ScanIdentity, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import type { Exchange } from "../../exchange.ts";
import { parseJson } from "../../probe/parse-json.ts";
import { areSimilar } from "../../probe/similar-text.ts";

const MAX_PAIRS = 20;
const MAX_OBJECTS = 3;

export const objectAccess = defineCheck({
  id: "api.object-access",
  group: "api",
  title: "One account cannot read what belongs to another",
  why: "An endpoint that takes an id and looks whether somebody is signed in, but not whose the object is, gives every customer the data of all others: they have but to count.",
  fix: {
    text: "Look objects up within what belongs to the caller, in the query itself, and answer 404 for all others. Ids that cannot be guessed help, but are no permission.",
    snippets: [
      {
        server: "SQL",
        language: "sql",
        code: "SELECT * FROM orders WHERE id = $1 AND customer_id = $2 -- the caller's",
      },
      {
        server: "Prisma",
        language: "ts",
        code: "prisma.order.findFirst({ where: { id, customerId: session.userId } });",
      },
    ],
  },
  severity: "critical",
  profile: "standard",
  cwe: [639, 285],
  asvs: ["8.2.2"],
  answersTo: {},
  async run(target) {
    const api = apiOf(target);
    if ("outcome" in api) return api;
    const [one, other] = target.identities;
    if (!one || !other)
      return { outcome: "not-applicable", reason: "The scan was given fewer than two test accounts." };
    const pairs = pairsIn(api.operations);
    if (pairs.length === 0) {
      return {
        outcome: "not-applicable",
        reason: "The OpenAPI document has no list with an operation for one of its objects.",
      };
    }
    const faults: FoundFault[] = [];
    let compared = 0;
    for (const pair of pairs) {
      for (const [owner, stranger] of [
        [one, other],
        [other, one],
      ] as const) {
        const found = await tryPair(target, pair, owner, stranger);
        compared += found.compared;
        if (found.fault) faults.push(found.fault);
        if (found.fault) break;
      }
    }
    if (faults.length > 0) return { outcome: "fail", faults };
    if (compared > 0) return { outcome: "pass" };
    return {
      outcome: "not-assessed",
      reason: "The test accounts have no objects of their own in any list: give each one some.",
    };
  },
});

/** A list, and the operation for one object of it. */
interface Pair {
  list: ApiOperation;
  one: ApiOperation;
  parameter: string;
}

/** `/orders` and `/orders/{id}`. */
function pairsIn(operations: readonly ApiOperation[]): Pair[] {
  return operations
    .flatMap((one): Pair[] => {
      const [, base, parameter] = /^(.*)\/\{([^{}]+)\}$/.exec(one.path) ?? [];
      const list = operations.find((candidate) => candidate.path === base);
      return list && parameter !== undefined ? [{ list, one, parameter }] : [];
    })
    .slice(0, MAX_PAIRS);
}

/** Objects that only the owner's list has, asked for as the stranger. What visitors may read as well is public. */
async function tryPair(
  target: WebTarget,
  pair: Pair,
  owner: ScanIdentity,
  stranger: ScanIdentity,
): Promise<{ compared: number; fault?: FoundFault }> {
  const own = await idsFor(target, pair.list, owner);
  const others = new Set(await idsFor(target, pair.list, stranger));
  const objects = own.filter((id) => !others.has(id)).slice(0, MAX_OBJECTS);
  let compared = 0;
  for (const id of objects) {
    const url = addressOf(pair.one, { [pair.parameter]: id });
    const asOwner = await ask(target, url, owner);
    if (asOwner.status !== 200) continue;
    compared += 1;
    const asStranger = await ask(target, url, stranger);
    if (asStranger.status !== 200 || !areSimilar(asOwner.body, asStranger.body)) continue;
    const asVisitor = await target.send({ url, headers: { accept: "application/json" } });
    if (asVisitor.status === 200 && areSimilar(asOwner.body, asVisitor.body)) continue;
    return { compared, fault: faultOf(pair, owner, stranger, asStranger) };
  }
  return { compared };
}

async function idsFor(target: WebTarget, list: ApiOperation, identity: ScanIdentity): Promise<string[]> {
  const answer = await ask(target, addressOf(list), identity);
  return answer.status === 200 ? idsIn(parseJson(answer.body)) : [];
}

function ask(target: WebTarget, url: string, identity: ScanIdentity): Promise<Exchange> {
  return target.send({ url, headers: { accept: "application/json", ...identity.headers } });
}

function faultOf(pair: Pair, owner: ScanIdentity, stranger: ScanIdentity, answer: Exchange): FoundFault {
  return {
    place: { kind: "request", method: "GET", path: pair.one.path, parameter: pair.parameter },
    title: `GET ${pair.one.path} gives one account the data of another`,
    detail: `The object is in the list of ${owner.name} alone, and ${stranger.name} can read it.`,
    evidence: [
      quoteExchange(`Answer to ${stranger.name}`, answer, {
        headers: ["content-type"],
        around: { index: 0, length: 200 },
      }),
    ],
  };
}
