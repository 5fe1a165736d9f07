import type { NextConfig } from "next";

const config: NextConfig = {
  transpilePackages: [
    "@plimsoll/api",
    "@plimsoll/core",
    "@plimsoll/db",
    "@plimsoll/domain",
    "@plimsoll/jobs",
    "@plimsoll/observability",
    "@plimsoll/outbound",
    "@plimsoll/telemetry",
  ],
  serverExternalPackages: [
    "@clickhouse/client",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@prisma/driver-adapter-utils",
    "@zxcvbn-ts/core",
    "@zxcvbn-ts/language-common",
    "better-auth",
    "bullmq",
    "bullmq-otel",
    "croner",
    "ioredis",
    "ipaddr.js",
    "pg",
    "pino",
    "undici",
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  distDir: process.env["PLIMSOLL_NEXT_DIST_DIR"] ?? ".next",
  // Types are checked by their own task, with the native compiler.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
};

export default config;
