import type { TestInstance } from "@plimsoll/embedded/testing";
import { type Shop, startShop } from "@plimsoll/example-shop";

/** The example shop as a target of load tests: its traces go to an instance, whose API it has a key for. */
export class ShopTarget {
  readonly #shop: Shop;
  readonly #webUrl: string;
  readonly #key: string;

  private constructor(shop: Shop, webUrl: string, key: string) {
    this.#shop = shop;
    this.#webUrl = webUrl;
    this.#key = key;
  }

  static async start(instance: TestInstance): Promise<ShopTarget> {
    const key = instance.run("keys", "create", "--name", "load", "--scope", "admin").trim();
    const shop = await startShop({
      OTEL_EXPORTER_OTLP_ENDPOINT: instance.otlpHttpUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_RESOURCE_ATTRIBUTES: "service.version=1.0.0",
    });
    return new ShopTarget(shop, instance.webUrl, key);
  }

  get url(): string {
    return this.#shop.apiUrl;
  }

  /** Calls a mutation of the instance's API. */
  async call<Data>(procedure: string, input: object): Promise<Data> {
    const response = await fetch(`${this.#webUrl}/api/trpc/${procedure}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#key}`, "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { result?: { data: Data } };
    if (!body.result) throw new Error(`${procedure} answered ${response.status}: ${JSON.stringify(body)}`);
    return body.result.data;
  }

  /** Opens a host for load tests. */
  async approve(name: string, origin: string): Promise<void> {
    const { id } = await this.call<{ id: string }>("targets.create", { name, origin });
    await this.call("targets.approve", { id });
  }

  /** A deploy: the same shop under another version, with or without the index that its reviews need. */
  async deploy(version: string, options: { slow: boolean }): Promise<void> {
    await this.#shop.redeployApi({
      OTEL_RESOURCE_ATTRIBUTES: `service.version=${version}`,
      SHOP_SLOW_QUERY: options.slow ? "1" : "0",
    });
  }

  async stop(): Promise<void> {
    await this.#shop.stop();
  }
}
