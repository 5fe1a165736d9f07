import type { ReactNode } from "react";
import { LoadTestsFrame } from "../../../features/load-tests/load-tests-frame.tsx";

export default function LoadTestsLayout({ children }: { children: ReactNode }) {
  return <LoadTestsFrame>{children}</LoadTestsFrame>;
}
