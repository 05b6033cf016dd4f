import type { Outgoing } from './outbox.ts';

export type Channel = 'sms' | 'whatsapp';

/** A message to a customer. */
export interface Message {
  /** E.164, as far as the number that was given can be read so. */
  readonly to: string;
  readonly channel: Channel;
  readonly text: string;
}

/** What customers are told, each in their language and at the branch's own time. */
export interface Messages {
  of(row: Outgoing): Message;
}

type Language = Outgoing['language'];

const texts: Readonly<Record<Language, Readonly<Record<string, (when: string) => string>>>> = {
  de: {
    confirmation: (when) => `Ihr Termin ist gebucht: ${when}. Wir freuen uns auf Sie!`,
    move: (when) => `Ihr Termin wurde verlegt. Er ist nun: ${when}.`,
    cancellation: (when) => `Ihr Termin wurde abgesagt: ${when}.`,
    reminder: (when) => `Wir erinnern Sie an Ihren Termin: ${when}.`,
  },
  en: {
    confirmation: (when) => `Your appointment is booked: ${when}. We look forward to seeing you!`,
    move: (when) => `Your appointment was moved. It is now on ${when}.`,
    cancellation: (when) => `Your appointment was cancelled: ${when}.`,
    reminder: (when) => `This is a reminder of your appointment: ${when}.`,
  },
};

export function createMessages(): Messages {
  return {
    of({ kind, language, start, timeZone, phone }) {
      const text = texts[language][kind];
      if (text === undefined) throw new Error(`there is no message of the kind "${kind}"`);
      const to = internationalNumber(phone);
      return { to, channel: channelOf(to), text: text(wallClock(start, timeZone, language)) };
    },
  };
}

/** `Montag, 1. März 2027 um 09:00`, or the same in English. */
function wallClock(start: string, timeZone: string, language: Language): string {
  const key = `${language} ${timeZone}`;
  const format = formats.get(key) ?? openFormat(timeZone, language);
  formats.set(key, format);
  return format.format(new Date(start));
}

/** To make one takes longer than all else that a message needs; zones are those of the branches. */
const formats = new Map<string, Intl.DateTimeFormat>();

function openFormat(timeZone: string, language: Language): Intl.DateTimeFormat {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone });
}

/** Numbers are kept as they were given; those without a country are German. */
function internationalNumber(phone: string): string {
  const digits = phone.replace(/\(0\)|[^+\d]/g, '').replace(/^00/, '+');
  return digits.replace(/^0/, '+49');
}

/** German mobile numbers are told by WhatsApp, all others by SMS: the same customer hears from us the same way. */
function channelOf(to: string): Channel {
  return /^\+491[567]/.test(to) ? 'whatsapp' : 'sms';
}
