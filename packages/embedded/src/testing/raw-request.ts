import { type IncomingHttpHeaders, request } from "node:http";

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string };

/** One request to a test ClickHouse with nothing added but its user and password; `params` become the URL's. */
export async function rawRequest(
  clickhouseUrl: string,
  params: Record<string, string>,
  options: { body?: string | Uint8Array; method?: string; headers?: Record<string, string>; path?: string } = {},
): Promise<RawAnswer> {
  const url = new URL(clickhouseUrl);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const headers = { authorization: `Basic ${Buffer.from(credentials).toString("base64")}`, ...options.headers };
  const path = `${options.path ?? "/"}?${new URLSearchParams(params).toString()}`;
  return await new Promise((resolve, reject) => {
    const outgoing = request({ host: url.hostname, port: url.port, method: options.method ?? "POST", path, headers });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString("utf8") });
      });
    });
    outgoing.end(options.body);
  });
}
