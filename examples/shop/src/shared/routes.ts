import type { IncomingHttpHeaders } from "node:http";

interface RouteRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  /** The parsed JSON of a POST; undefined otherwise. */
  body: unknown;
  headers: IncomingHttpHeaders;
  /** The body as it came. */
  text: string;
}

export interface Route {
  method: "GET" | "POST";
  /** `/products/:id`: a segment that begins with a colon takes any text. */
  path: string;
  handle(request: RouteRequest): Promise<{ status?: number; value: unknown }>;
}

/** The first route that fits, with the values of its parameters decoded; null when none does. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) {
      if (!value || !isDecodable(value)) return null;
      params[segment.slice(1)] = decodeURIComponent(value);
    } else if (segment !== value) return null;
  }
  return params;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
