// The build puts a printed copy in the place of this file, so that what is published needs no package of the workspace.
export type { AppRouter } from "@plimsoll/api";
