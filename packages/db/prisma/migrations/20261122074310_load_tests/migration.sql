-- CreateTable
CREATE TABLE "load_tests" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "service" TEXT,
    "script" JSONB NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "load_tests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "load_runs" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "testId" TEXT,
    "name" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "script" JSONB NOT NULL,
    "service" TEXT,
    "build" TEXT,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "workers" INTEGER NOT NULL DEFAULT 1,
    "startsAt" TIMESTAMPTZ(3),
    "plan" JSONB NOT NULL DEFAULT '[]',
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "abortReason" TEXT,
    "verdict" TEXT,
    "figures" JSONB,
    "result" JSONB,
    "generatorBound" BOOLEAN NOT NULL DEFAULT false,
    "startedBy" TEXT NOT NULL,
    "jobId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "load_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "load_run_shares" (
    "runId" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "workerId" TEXT,
    "lastSeenAt" TIMESTAMPTZ(3),
    "lastSecond" INTEGER,
    "error" TEXT,

    CONSTRAINT "load_run_shares_pkey" PRIMARY KEY ("runId","index")
);

-- CreateTable
CREATE TABLE "load_lines" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "testId" TEXT,
    "service" TEXT,
    "origin" TEXT NOT NULL,
    "rate" DOUBLE PRECISION NOT NULL,
    "low" DOUBLE PRECISION NOT NULL,
    "high" DOUBLE PRECISION NOT NULL,
    "objectives" TEXT[],
    "build" TEXT,
    "measuredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "load_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "load_caps" (
    "projectId" TEXT NOT NULL,
    "maxRate" DOUBLE PRECISION NOT NULL,
    "maxDurationMs" INTEGER NOT NULL,
    "maxConcurrency" INTEGER NOT NULL,
    "maxRequests" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "load_caps_pkey" PRIMARY KEY ("projectId")
);

-- CreateIndex
CREATE UNIQUE INDEX "load_tests_projectId_name_key" ON "load_tests"("projectId", "name");

-- CreateIndex
CREATE INDEX "load_runs_projectId_createdAt_idx" ON "load_runs"("projectId", "createdAt");

-- CreateIndex
CREATE INDEX "load_runs_testId_createdAt_idx" ON "load_runs"("testId", "createdAt");

-- CreateIndex
CREATE INDEX "load_runs_state_idx" ON "load_runs"("state");

-- CreateIndex
CREATE UNIQUE INDEX "load_lines_runId_key" ON "load_lines"("runId");

-- CreateIndex
CREATE INDEX "load_lines_projectId_service_measuredAt_idx" ON "load_lines"("projectId", "service", "measuredAt");

-- AddForeignKey
ALTER TABLE "load_tests" ADD CONSTRAINT "load_tests_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_runs" ADD CONSTRAINT "load_runs_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_runs" ADD CONSTRAINT "load_runs_testId_fkey" FOREIGN KEY ("testId") REFERENCES "load_tests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_run_shares" ADD CONSTRAINT "load_run_shares_runId_fkey" FOREIGN KEY ("runId") REFERENCES "load_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_lines" ADD CONSTRAINT "load_lines_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_lines" ADD CONSTRAINT "load_lines_runId_fkey" FOREIGN KEY ("runId") REFERENCES "load_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "load_caps" ADD CONSTRAINT "load_caps_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
