-- CreateTable
CREATE TABLE "cache_prices" (
    "projectId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "pricePerSecond" DOUBLE PRECISION NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "cache_prices_pkey" PRIMARY KEY ("projectId","source","service","namespace")
);

-- AddForeignKey
ALTER TABLE "cache_prices" ADD CONSTRAINT "cache_prices_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
