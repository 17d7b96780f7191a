/** The version of package.json, put here by server/tools/build.mjs. */
declare const ASHLAR_VERSION: string;
