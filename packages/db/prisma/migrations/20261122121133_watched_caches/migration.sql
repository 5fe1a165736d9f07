-- CreateTable
CREATE TABLE "cache_connections" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "url" BYTEA NOT NULL,
    "sampleKeys" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "polledAt" TIMESTAMPTZ(3),
    "error" TEXT,
    "report" JSONB,
    "reportAt" TIMESTAMPTZ(3),

    CONSTRAINT "cache_connections_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cache_connections_projectId_name_key" ON "cache_connections"("projectId", "name");

-- AddForeignKey
ALTER TABLE "cache_connections" ADD CONSTRAINT "cache_connections_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
