import type { ProviderItem } from '../core/provider.ts';
import { isShort, textFault } from './item-fields.ts';
import type { Json, Service } from './service.ts';

const textLengthMax = 1600;

/** Messages to phone numbers. They go nowhere; what was sent cannot be taken back. */
export const messagingService: Service = {
  name: 'messaging',
  collection: 'messages',
  makes: 'send',
  isChangeable: false,
  read,
};

/** The text itself is not kept: it is personal, and nobody reconciles it. */
function read(body: Json): ProviderItem | string {
  const fault = textFault(body, ['reference', 'kind']);
  if (fault !== undefined) return fault;
  const { reference, to, channel, kind, text } = body;
  if (typeof to !== 'string' || !/^\+[1-9]\d{5,14}$/.test(to)) return 'to must be a phone number, +491701234567';
  if (channel !== 'sms' && channel !== 'whatsapp') return 'channel must be sms or whatsapp';
  if (typeof text !== 'string' || text === '' || text.length > textLengthMax) {
    return `text must have 1 to ${textLengthMax} characters`;
  }
  return {
    ...(isShort(reference) ? { reference } : {}),
    ...{ to, channel },
    ...(isShort(kind) ? { kind } : {}),
  };
}
