import type { EngineHttp, Query } from "./engine-http"

/**
 * Names of the networks a member has (`query.target`), or of the cluster. Never with their rows: for each of these the engine looks
 * through all that might use it, a quarter of a second of its processor for a dozen (LXD 5.0.2).
 */
export async function listNetworks(
  http: EngineHttp,
  address: string,
  query: Query,
  signal: AbortSignal,
): Promise<string[]> {
  const urls = await http.call<string[]>(address, "GET", "/1.0/networks", { query, signal })
  return urls.map((url) => decodeURIComponent(new URL(url, address).pathname.split("/").at(-1) ?? ""))
}
