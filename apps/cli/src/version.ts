import manifest from "../package.json" with { type: "json" };

/** Version of this command, and of the instance it starts. */
export const VERSION: string = manifest.version;
