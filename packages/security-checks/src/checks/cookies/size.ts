import { defineCheck } from "../../check.ts";
import { SESSION_COOKIE_SNIPPETS } from "../snippets.ts";
import { judgeCookies } from "./judge-cookies.ts";

/** Name and value together; browsers drop what is larger (RFC 6265bis, 5.6). */
const MAX_BYTES = 4096;

export const size = defineCheck({
  id: "cookies.size",
  group: "cookies",
  title: "Cookies are small enough to be kept",
  why: "Browsers drop a cookie of more than 4,096 bytes without a word, and servers refuse requests whose headers grow too large: visitors are signed out or locked out.",
  fix: {
    text: "Keep the data on the server and only an id in the cookie.",
    snippets: SESSION_COOKIE_SNIPPETS.slice(0, 1),
  },
  severity: "low",
  profile: "passive",
  cwe: [1018],
  asvs: ["3.3.5"],
  answersTo: {},
  run(target) {
    return Promise.resolve(
      judgeCookies(target, ({ name, size: bytes }) =>
        bytes <= MAX_BYTES
          ? null
          : {
              title: `Cookie ${name.slice(0, 80)} is too large`,
              detail: `Name and value have more than ${MAX_BYTES} bytes.`,
            },
      ),
    );
  },
});
