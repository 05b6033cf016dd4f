const timeoutMs = 2_000;

/**
 * The `data` that Prometheus' HTTP API answers. Redirects are not followed.
 * @param path behind the server's URL, with its query
 * @throws where nobody answers in time, or no JSON
 */
export async function askPrometheus(url: string, path: string, ask: typeof fetch): Promise<unknown> {
  const reply = await ask(`${url}${path}`, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  return ((await reply.json()) as { readonly data: unknown }).data;
}
