/** The module that threads run: their bundle lies beside the app's; where the source runs unbundled, they run the source. */
export function findThreadEntry(): URL {
  const fromSource = import.meta.url.endsWith(".ts");
  return new URL(fromSource ? "./from-source.mjs" : "./load-thread.mjs", import.meta.url);
}
