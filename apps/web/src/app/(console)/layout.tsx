import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { ConsoleFrame } from "../../features/frame/console-frame.tsx";
import { ASKED_FOR } from "../../proxy.ts";
import { getPrincipalFromHeaders } from "../../server/session.ts";

/** Every page of the console is for signed-in people only; the procedures check again on their own. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const principal = await getPrincipalFromHeaders();
  if (principal.kind !== "user") {
    const askedFor = (await headers()).get(ASKED_FOR) ?? "/";
    redirect(askedFor === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(askedFor)}`);
  }
  return <ConsoleFrame>{children}</ConsoleFrame>;
}
