export type { AppRouter } from "./app-router.ts";
export { createPlimsollClient, type PlimsollClient, type PlimsollClientOptions } from "./create-plimsoll-client.ts";
export {
  type JobRequest,
  JobRequestError,
  verifyJobRequest,
  type VerifyJobRequestInput,
} from "./verify-job-request.ts";
