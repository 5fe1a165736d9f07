export interface FetchEventSourceInit {
  fetch: typeof fetch;
  headers: Record<string, string>;
}

const RECONNECT_AFTER_MS = 2000;
/** JSON-RPC's code for a request that cannot be served, for answers that are not the API's. */
const INVALID = -32_600;

/**
 * As much of the browser's EventSource as subscriptions need, over `fetch`, because EventSource sends no Authorization
 * header and Node has none. It connects again by itself after a break and after an answer of 5xx or 429; any other answer
 * than an event stream ends it with the event by which the API sends an error.
 */
export class FetchEventSource extends EventTarget {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;
  readyState = 0;
  readonly #url: string;
  readonly #init: FetchEventSourceInit;
  readonly #stop = new AbortController();
  #lastEventId = "";

  constructor(url: string, init: FetchEventSourceInit) {
    super();
    this.#url = url;
    this.#init = init;
    void this.#run();
  }

  close(): void {
    this.readyState = this.CLOSED;
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    while (this.readyState !== this.CLOSED) {
      try {
        await this.#listen();
      } catch (error) {
        if (this.readyState !== this.CLOSED) this.dispatchEvent(Object.assign(new Event("error"), toMessage(error)));
      }
      if (this.readyState !== this.CLOSED) await this.#pause();
    }
  }

  /** Reads events until the connection ends. Throws when it breaks, and for an answer after which to try again. */
  async #listen(): Promise<void> {
    this.readyState = this.CONNECTING;
    const headers: Record<string, string> = { ...this.#init.headers, accept: "text/event-stream" };
    if (this.#lastEventId) headers["last-event-id"] = this.#lastEventId;
    const response = await this.#init.fetch(this.#url, { headers, signal: this.#stop.signal, cache: "no-store" });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (!response.ok || !isStream || !response.body) return this.#refuse(response);
    this.readyState = this.OPEN;
    this.dispatchEvent(new Event("open"));
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of response.body) {
      const blocks = (text + decoder.decode(chunk, { stream: true })).split(/\r?\n\r?\n/);
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#dispatchBlock(block);
    }
  }

  async #refuse(response: Response): Promise<void> {
    const message = `The server answered ${response.status}.`;
    const body: unknown = await response.json().catch(() => null);
    if (response.status >= 500 || response.status === 429) throw new Error(message);
    const error =
      typeof body === "object" && body !== null && "error" in body ? body.error : { code: INVALID, message };
    this.dispatchEvent(new MessageEvent("serialized-error", { data: JSON.stringify(error) }));
    this.close();
  }

  #dispatchBlock(block: string): void {
    let type = "message";
    const data: string[] = [];
    for (const line of block.split(/\r?\n/)) {
      const [, field, value = ""] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
      if (field === "event") type = value;
      else if (field === "data") data.push(value);
      else if (field === "id") this.#lastEventId = value;
    }
    if (data.length === 0) return;
    this.dispatchEvent(new MessageEvent(type, { data: data.join("\n"), lastEventId: this.#lastEventId }));
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RECONNECT_AFTER_MS);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#stop.signal.addEventListener("abort", end, { once: true });
    });
  }
}

function toMessage(error: unknown): { message: string } {
  return { message: error instanceof Error ? error.message : String(error) };
}
