/** One request of a visitor. */
export interface Visit {
  method: "GET" | "POST";
  path: string;
  body?: { productId: string; quantity: number };
}

const LEAST_PER_SECOND = 5;
const MOST_PER_SECOND = 20;
/** A day in the life of the shop passes in this time. */
const DAY_MS = 20 * 60_000;

/** Requests a second at a time since the start: a day's wave between 5 and 20, beginning on its way up. */
export function rateAt(elapsedMs: number): number {
  const wave = (1 + Math.sin((2 * Math.PI * elapsedMs) / DAY_MS)) / 2;
  return LEAST_PER_SECOND + wave * (MOST_PER_SECOND - LEAST_PER_SECOND);
}

/** Time until the next visitor, who comes without regard to the others (exponential), at most two seconds. */
export function pauseMs(perSecond: number, draw: number): number {
  return Math.min(2_000, (-Math.log(1 - draw) * 1_000) / perSecond);
}

export interface Stock {
  productCount: number;
  categories: readonly string[];
}

/**
 * What a visitor asks for. `random` answers numbers in [0, 1). Few products are popular, most are rarely looked at; a
 * few ask for what does not exist, send a broken order or wait for the slow report.
 */
export function nextVisit(random: () => number, { productCount, categories }: Stock): Visit {
  const productId = String(1 + Math.floor(random() ** 3 * productCount));
  const kind = random();
  if (kind < 0.4) return { method: "GET", path: `/products/${productId}` };
  if (kind < 0.5) return { method: "GET", path: `/products/${productId}/reviews` };
  if (kind < 0.68) return { method: "GET", path: `/products?category=${pick(random, categories)}` };
  if (kind < 0.78) return { method: "GET", path: `/search?q=${pick(random, categories).slice(0, 3)}` };
  if (kind < 0.96)
    return { method: "POST", path: "/orders", body: { productId, quantity: 1 + Math.floor(random() * 4) } };
  if (kind < 0.97) return { method: "POST", path: "/orders", body: { productId, quantity: 0 } };
  if (kind < 0.98) return { method: "GET", path: "/products/999999" };
  return { method: "GET", path: "/reports/sales" };
}

function pick(random: () => number, texts: readonly string[]): string {
  return texts[Math.floor(random() * texts.length)] ?? "";
}
