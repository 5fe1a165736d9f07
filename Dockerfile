# syntax=docker/dockerfile:1
# Three images from one file: docker build --target web|ingest|worker .
# They hold what each program needs in production: no compilers, no tests, no embedded stores.

FROM node:22-slim AS base
ENV NEXT_TELEMETRY_DISABLED=1 TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
WORKDIR /app

# The manifests alone, so that the installed packages stay cached while only source changes.
FROM base AS manifests
COPY package.json package-lock.json ./
COPY apps apps
COPY packages packages
COPY examples examples
COPY bench bench
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

# Packages bring their binaries through npm; no install script has to run.
FROM base AS build
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json turbo.json ./
COPY scripts scripts
COPY packages packages
COPY apps apps
RUN npx turbo run build --filter=@plimsoll/web --filter=@plimsoll/ingest --filter=@plimsoll/worker \
  && rm -rf apps/web/.next/cache

FROM base AS production
COPY --from=manifests /app /manifests
COPY scripts/production-manifests.mjs /manifests/scripts/
ENV NODE_ENV=production

FROM production AS web-packages
RUN node /manifests/scripts/production-manifests.mjs web /app
RUN --mount=type=cache,target=/root/.npm npm install --ignore-scripts --no-audit --no-fund

FROM production AS ingest-packages
RUN node /manifests/scripts/production-manifests.mjs ingest /app
RUN --mount=type=cache,target=/root/.npm npm install --ignore-scripts --no-audit --no-fund

FROM production AS worker-packages
RUN node /manifests/scripts/production-manifests.mjs worker /app
RUN --mount=type=cache,target=/root/.npm npm install --ignore-scripts --no-audit --no-fund

FROM base AS runtime
ENV NODE_ENV=production PLIMSOLL_HOST=0.0.0.0

FROM runtime AS web
COPY --from=web-packages /app ./
COPY --from=build /app/packages/db/prisma packages/db/prisma
COPY --from=build /app/apps/web/next.config.ts /app/apps/web/tsconfig.json apps/web/
COPY --from=build /app/apps/web/.next apps/web/.next
COPY --from=build /app/apps/web/dist apps/web/dist
RUN mkdir -p apps/web/.next/cache && chown node:node apps/web/.next/cache
WORKDIR /app/apps/web
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PLIMSOLL_WEB_PORT || 3000) + '/api/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-old-space-size=512", "dist/server.mjs"]

FROM runtime AS ingest
COPY --from=ingest-packages /app ./
COPY --from=build /app/packages/db/prisma packages/db/prisma
COPY --from=build /app/apps/ingest/dist apps/ingest/dist
WORKDIR /app/apps/ingest
USER node
EXPOSE 4317 4318
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PLIMSOLL_OTLP_HTTP_PORT || 4318) + '/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.mjs"]

FROM runtime AS worker
COPY --from=worker-packages /app ./
COPY --from=build /app/packages/db/prisma packages/db/prisma
COPY --from=build /app/apps/worker/dist apps/worker/dist
WORKDIR /app/apps/worker
USER node
# It listens on no port that could be asked; it ends when it cannot start, and the restart policy starts it again.
HEALTHCHECK NONE
CMD ["node", "--max-old-space-size=256", "dist/main.mjs"]
