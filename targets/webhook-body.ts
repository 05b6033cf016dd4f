import type { BodyForm } from '../core/webhook.ts';
import type { HttpCall } from './target.ts';

type Json = Readonly<Record<string, unknown>>;

/** Far more than any event needs, and less than any receiver may refuse. */
const paddingLength = 40_000;

/** The call with its body written as it asks for: a form says something of bytes, of their name, or of their way. */
export function written({ writtenAs, ...call }: HttpCall): HttpCall {
  if (writtenAs === undefined) return call;
  const headers = writtenAs === 'wrong-type' ? { ...call.headers, 'content-type': 'text/plain' } : call.headers;
  const sending = { gzip: 'compressed', slow: 'slowly' } as const;
  return {
    ...call,
    ...(headers === undefined ? {} : { headers }),
    body: webhookBody(JSON.parse(call.body ?? '{}') as Json, writtenAs),
    ...(writtenAs === 'gzip' || writtenAs === 'slow' ? { sending: sending[writtenAs] } : {}),
  };
}

/**
 * An event's bytes in one of the forms that a sender may choose: whoever signs what was parsed and written anew, and
 * not what came over the wire, gets other bytes. `broken` is cut off in the middle.
 */
export function webhookBody(event: Json, form: BodyForm): string {
  switch (form) {
    case 'spaced':
      return `${JSON.stringify(event, null, 3)}\n`;
    case 'escaped':
      return escaped(JSON.stringify(event));
    case 'reordered':
      return JSON.stringify(reordered(event));
    case 'large':
      return JSON.stringify({ ...event, padding: 'ü'.repeat(paddingLength) });
    case 'broken': {
      const text = JSON.stringify(event);
      return text.slice(0, Math.floor(text.length / 2));
    }
    default:
      return JSON.stringify(event);
  }
}

/** Every letter within texts as `\u0061`; JSON's own words (true, null) and escapes stay as they are. */
function escaped(text: string): string {
  return text.replace(/"(?:\\.|[^"\\])*"/g, (quoted) =>
    quoted.replace(/\\.|[a-z]|[^\x20-\x7e]/g, (letter) =>
      letter.length > 1 ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

/** The last field first, all the way down. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).reverse();
  return Object.fromEntries(fields.map(([name, inner]) => [name, reordered(inner)]));
}
