// Entry of the threads where the source runs unbundled: in tests and benchmarks.
import { register } from "tsx/esm/api";

register();
await import("./load-thread.ts");
