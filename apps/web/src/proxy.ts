import { type NextRequest, NextResponse } from "next/server";

/** The header by which the console's layout knows which page was asked for; what a client sends is overwritten. */
export const ASKED_FOR = "x-plimsoll-asked-for";

/** Tells the pages their own address, so that signing in can lead back to it. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(ASKED_FOR, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!api/|_next/|icon.svg).*)" };
