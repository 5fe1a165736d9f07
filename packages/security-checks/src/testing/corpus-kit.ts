export { CORPUS } from "./corpus/index.ts";
export { FILES_CORPUS } from "./corpus/files.ts";
export { corpusAgent, walkEntry } from "./walk-corpus.ts";
export { walkFilesEntry } from "./walk-files-corpus.ts";
