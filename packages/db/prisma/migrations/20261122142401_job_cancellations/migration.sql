-- CreateTable
CREATE TABLE "job_cancellations" (
    "queue" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_cancellations_pkey" PRIMARY KEY ("queue","jobId")
);
