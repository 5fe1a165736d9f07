import { AppError } from "@plimsoll/core";

/**
 * The request with its body read, `maxBytes` at most, whatever length it announces. Throws PAYLOAD_TOO_LARGE as soon as
 * more comes; the rest is not read.
 */
export async function boundedRequest(request: Request, maxBytes: number): Promise<Request> {
  const refuse = (): never => {
    throw new AppError("PAYLOAD_TOO_LARGE", `A call may have ${maxBytes / 1024 / 1024} MiB.`);
  };
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) refuse();
  if (!request.body) return request;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      refuse();
    }
    chunks.push(value);
  }
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}
