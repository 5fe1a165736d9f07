import manifest from "../package.json" with { type: "json" };

/** Version of this instance. */
export const VERSION: string = manifest.version;
