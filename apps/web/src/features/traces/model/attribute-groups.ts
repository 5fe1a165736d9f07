import { type AttributeFilter, type AttributeSet, type AttributeValue, formatAttributeTerm } from "@plimsoll/core";

export interface AttributeRow {
  key: string;
  value: AttributeValue;
  /** As shown and copied. */
  text: string;
  /** `int`, `double`, `bytes`… where plain JSON cannot tell; empty otherwise. */
  type: string;
}
export interface AttributeGroup {
  title: string;
  rows: AttributeRow[];
}

/** Groups after the namespaces of the semantic conventions, in the order in which people ask. */
const GROUPS: readonly [title: string, namespaces: readonly string[]][] = [
  ["Exception", ["exception", "error"]],
  ["HTTP", ["http", "url", "user_agent"]],
  ["Database", ["db"]],
  ["Messaging", ["messaging", "faas"]],
  ["RPC", ["rpc", "grpc", "graphql"]],
  ["Network", ["net", "network", "server", "client", "peer", "source", "destination", "tls", "dns"]],
  ["Code", ["code", "thread"]],
  ["Service", ["service", "telemetry", "deployment"]],
  ["Host", ["host", "os", "process", "container", "k8s", "cloud"]],
];
const OTHER = "Other";

/** Sorts the attributes of a span, resource or event into groups; keys within a group by name. */
export function groupAttributes(set: AttributeSet): AttributeGroup[] {
  const groups = new Map<string, AttributeRow[]>();
  for (const key of Object.keys(set.attributes).toSorted()) {
    const value = set.attributes[key] ?? null;
    const type = set.attributeTypes?.[key];
    const row = { key, value, text: attributeText(value), type: typeof type === "string" ? type : "" };
    const title = groupOf(key);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  const order = [...GROUPS.map(([title]) => title), OTHER];
  return order.flatMap((title) => {
    const rows = groups.get(title);
    return rows ? [{ title, rows }] : [];
  });
}

function groupOf(key: string): string {
  const namespace = key.split(".")[0] ?? key;
  return GROUPS.find(([, namespaces]) => namespaces.includes(namespace))?.[0] ?? OTHER;
}

/** A value as text: strings bare, everything else as JSON. */
export function attributeText(value: AttributeValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Keeps rows whose key or value holds `text`, without regard to case; groups left empty go. */
export function filterGroups(groups: AttributeGroup[], text: string): AttributeGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return groups;
  return groups.flatMap(({ title, rows }) => {
    const kept = rows.filter((row) => `${row.key}\n${row.text}`.toLowerCase().includes(wanted));
    return kept.length > 0 ? [{ title, rows: kept }] : [];
  });
}

/** The query that finds spans with this attribute; what cannot be compared is searched for by its presence. */
export function findTerm(row: AttributeRow, fromResource: boolean): string {
  const key = fromResource ? `resource.${row.key}` : row.key;
  const { value } = row;
  const comparable = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  const filter: AttributeFilter =
    comparable && String(value).length <= 4096 ? { key, op: "=", value } : { key, op: "exists" };
  return formatAttributeTerm(filter);
}
