import type { ReactNode } from "react";
import { JobsFrame } from "../../../features/jobs/jobs-frame.tsx";

export default function JobsLayout({ children }: { children: ReactNode }) {
  return <JobsFrame>{children}</JobsFrame>;
}
