import { expect, it } from "vitest";
import { jobOfSpan } from "./job-of-span.ts";

const span = {
  "messaging.system": "bullmq",
  "messaging.destination.name": "emails",
  "plimsoll.job.source": "apps",
  "messaging.message.id": "job_1",
};

it("finds the job that a span ran", () => {
  expect(jobOfSpan({ attributes: span })).toEqual({ source: "apps", queue: "emails", id: "job_1" });
});

it("finds none where the span does not say whose queue it is, or is about many jobs", () => {
  const { "plimsoll.job.source": _source, ...foreign } = span;
  const { "messaging.message.id": _id, ...batch } = span;
  expect(jobOfSpan({ attributes: foreign })).toBeNull();
  expect(jobOfSpan({ attributes: batch })).toBeNull();
  expect(jobOfSpan({ attributes: {} })).toBeNull();
});
