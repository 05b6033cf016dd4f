import { Failure } from '../../core/failure.ts';

/** A toxic that is not there need not be removed. @throws Failure with what it answered otherwise */
export async function tellToxiproxy<Answer>(
  url: string,
  signal: AbortSignal,
  method: string,
  body?: unknown,
): Promise<Answer> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const reply = await fetch(url, { method, signal, ...content });
  const text = await reply.text();
  if (!reply.ok && !(method === 'DELETE' && reply.status === 404))
    throw new Failure(`Toxiproxy answered ${reply.status}: ${text.slice(0, 200)}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
