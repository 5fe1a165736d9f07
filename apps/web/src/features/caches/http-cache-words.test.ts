import { expect, it } from "vitest";
import { missesHref } from "./http-cache-words.ts";

const query = (href: string | null) => new URLSearchParams(href?.split("?")[1]).get("q");
const cache = { service: "shop", host: "cdn.example.com", headers: ["age", "x-cache"], misses: 3 };

it("leads to the traces of misses", () => {
  expect(query(missesHref(cache))).toBe(
    'service:"shop" kind:client server.address:"cdn.example.com" http.response.header.x-cache~"miss"',
  );
  expect(query(missesHref({ ...cache, host: "", headers: ["cache-status"] }))).toBe(
    'service:"shop" kind:server http.response.header.cache-status~"fwd="',
  );
  // An age of 0 is no word, and where nothing was missed there is nothing to see.
  expect(missesHref({ ...cache, headers: ["age"] })).toBeNull();
  expect(missesHref({ ...cache, misses: 0 })).toBeNull();
});
