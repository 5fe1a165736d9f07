import { getContainer } from "../../../../server/container.ts";

const handle = (request: Request) => getContainer().auth.handler(request);

export const dynamic = "force-dynamic";
export { handle as GET, handle as POST };
