import type { CheckInfo } from "@plimsoll/core";

/** How to allow the origins that are meant, and no others. */
export const CORS_FIX: CheckInfo["fix"] = {
  text: "Compare the Origin header with a list of whole origins, scheme included, and answer with the one that was found. Never copy it, never compare by prefix or suffix, never allow null.",
  snippets: [
    {
      server: "nginx",
      language: "nginx",
      code: 'map $http_origin $allowed_origin {\n  default "";\n  "https://app.example.com" $http_origin;\n}\nadd_header Access-Control-Allow-Origin $allowed_origin always;\nadd_header Vary Origin always;',
    },
    {
      server: "Node.js (cors)",
      language: "javascript",
      code: 'app.use(cors({ origin: ["https://app.example.com"], credentials: true }));',
    },
    {
      server: "Spring",
      language: "java",
      code: 'registry.addMapping("/api/**").allowedOrigins("https://app.example.com").allowCredentials(true);',
    },
  ],
};
