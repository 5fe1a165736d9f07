import type { ReactNode } from "react";
import { SecurityFrame } from "../../../features/security/security-frame.tsx";

export default function SecurityLayout({ children }: { children: ReactNode }) {
  return <SecurityFrame>{children}</SecurityFrame>;
}
