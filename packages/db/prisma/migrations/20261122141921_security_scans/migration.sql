-- CreateTable
CREATE TABLE "scan_targets" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "targetId" TEXT,
    "settings" JSONB NOT NULL,
    "cron" TEXT,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "cronProfile" TEXT NOT NULL DEFAULT 'standard',
    "schedulePaused" BOOLEAN NOT NULL DEFAULT false,
    "nextScanAt" TIMESTAMPTZ(3),
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scan_targets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scan_credentials" (
    "id" TEXT NOT NULL,
    "scanTargetId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "headerNames" TEXT[],
    "headers" BYTEA NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scan_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scan_uploads" (
    "id" TEXT NOT NULL,
    "scanTargetId" TEXT NOT NULL,
    "files" BYTEA NOT NULL,
    "paths" TEXT[],
    "sizeBytes" INTEGER NOT NULL,
    "build" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scan_uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scans" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "scanTargetId" TEXT NOT NULL,
    "uploadId" TEXT,
    "profile" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "build" TEXT,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "startedBy" TEXT NOT NULL,
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "limits" JSONB,
    "progress" DOUBLE PRECISION,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "stopped" TEXT,
    "message" TEXT,
    "pages" TEXT[],
    "changes" JSONB,
    "open" JSONB,
    "score" INTEGER,
    "grade" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),

    CONSTRAINT "scans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scan_checks" (
    "scanId" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "faults" INTEGER NOT NULL DEFAULT 0,
    "durationMs" INTEGER,
    "requests" INTEGER,

    CONSTRAINT "scan_checks_pkey" PRIMARY KEY ("scanId","checkId")
);

-- CreateTable
CREATE TABLE "findings" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "scanTargetId" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "severity" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "place" JSONB NOT NULL,
    "placeText" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "owner" TEXT,
    "dueAt" TIMESTAMPTZ(3),
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "fixedAt" TIMESTAMPTZ(3),
    "reopenedAt" TIMESTAMPTZ(3),
    "suppressedAs" TEXT,
    "suppressedBy" TEXT,
    "suppressedFor" TEXT,
    "suppressedAt" TIMESTAMPTZ(3),
    "suppressedUntil" TIMESTAMPTZ(3),
    "lastScanId" TEXT,

    CONSTRAINT "findings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "finding_events" (
    "id" TEXT NOT NULL,
    "findingId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT,
    "scanId" TEXT,
    "text" TEXT,

    CONSTRAINT "finding_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "finding_comments" (
    "id" TEXT NOT NULL,
    "findingId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "finding_comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scan_findings" (
    "scanId" TEXT NOT NULL,
    "findingId" TEXT NOT NULL,
    "change" TEXT NOT NULL,

    CONSTRAINT "scan_findings_pkey" PRIMARY KEY ("scanId","findingId")
);

-- CreateTable
CREATE TABLE "security_settings" (
    "projectId" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "security_settings_pkey" PRIMARY KEY ("projectId")
);

-- CreateIndex
CREATE UNIQUE INDEX "scan_targets_targetId_key" ON "scan_targets"("targetId");

-- CreateIndex
CREATE INDEX "scan_targets_nextScanAt_idx" ON "scan_targets"("nextScanAt");

-- CreateIndex
CREATE UNIQUE INDEX "scan_targets_projectId_kind_name_key" ON "scan_targets"("projectId", "kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "scan_credentials_scanTargetId_name_key" ON "scan_credentials"("scanTargetId", "name");

-- CreateIndex
CREATE INDEX "scan_uploads_scanTargetId_createdAt_idx" ON "scan_uploads"("scanTargetId", "createdAt");

-- CreateIndex
CREATE INDEX "scans_projectId_createdAt_idx" ON "scans"("projectId", "createdAt");

-- CreateIndex
CREATE INDEX "scans_scanTargetId_createdAt_idx" ON "scans"("scanTargetId", "createdAt");

-- CreateIndex
CREATE INDEX "scans_state_idx" ON "scans"("state");

-- CreateIndex
CREATE INDEX "findings_projectId_state_severity_firstSeenAt_idx" ON "findings"("projectId", "state", "severity", "firstSeenAt");

-- CreateIndex
CREATE INDEX "findings_state_suppressedUntil_idx" ON "findings"("state", "suppressedUntil");

-- CreateIndex
CREATE UNIQUE INDEX "findings_scanTargetId_fingerprint_key" ON "findings"("scanTargetId", "fingerprint");

-- CreateIndex
CREATE INDEX "finding_events_findingId_at_idx" ON "finding_events"("findingId", "at");

-- CreateIndex
CREATE INDEX "finding_comments_findingId_at_idx" ON "finding_comments"("findingId", "at");

-- CreateIndex
CREATE INDEX "scan_findings_findingId_idx" ON "scan_findings"("findingId");

-- AddForeignKey
ALTER TABLE "scan_targets" ADD CONSTRAINT "scan_targets_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_targets" ADD CONSTRAINT "scan_targets_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_credentials" ADD CONSTRAINT "scan_credentials_scanTargetId_fkey" FOREIGN KEY ("scanTargetId") REFERENCES "scan_targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_uploads" ADD CONSTRAINT "scan_uploads_scanTargetId_fkey" FOREIGN KEY ("scanTargetId") REFERENCES "scan_targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_scanTargetId_fkey" FOREIGN KEY ("scanTargetId") REFERENCES "scan_targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_uploadId_fkey" FOREIGN KEY ("uploadId") REFERENCES "scan_uploads"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_checks" ADD CONSTRAINT "scan_checks_scanId_fkey" FOREIGN KEY ("scanId") REFERENCES "scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "findings" ADD CONSTRAINT "findings_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "findings" ADD CONSTRAINT "findings_scanTargetId_fkey" FOREIGN KEY ("scanTargetId") REFERENCES "scan_targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "finding_events" ADD CONSTRAINT "finding_events_findingId_fkey" FOREIGN KEY ("findingId") REFERENCES "findings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "finding_comments" ADD CONSTRAINT "finding_comments_findingId_fkey" FOREIGN KEY ("findingId") REFERENCES "findings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_findings" ADD CONSTRAINT "scan_findings_scanId_fkey" FOREIGN KEY ("scanId") REFERENCES "scans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_findings" ADD CONSTRAINT "scan_findings_findingId_fkey" FOREIGN KEY ("findingId") REFERENCES "findings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "security_settings" ADD CONSTRAINT "security_settings_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
