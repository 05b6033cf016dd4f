const dayMs = 86_400_000;

/**
 * ms since 1970 of a time in ISO 8601; NaN when it is none. Those that are written as in `core/`,
 * `YYYY-MM-DDTHH:MM:SSZ`, are worked out here, since there are millions of them; the days since 1970 are Hinnant's
 * days_from_civil (https://howardhinnant.github.io/date_algorithms.html).
 */
export function instantOf(text: string): number {
  if (text.length !== 20 || !isPunctuated(text)) return Date.parse(text);
  const year = 100 * digits(text, 0) + digits(text, 2);
  const month = digits(text, 5);
  const day = digits(text, 8);
  const hour = digits(text, 11);
  const minute = digits(text, 14);
  const second = digits(text, 17);
  // Comparisons with NaN are false; the last days of months and other odd things are left to the language.
  const isPlain = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23;
  if (!isPlain || !(minute <= 59) || !(second <= 59)) return Date.parse(text);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return days * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000;
}

const [dash, letterT, colon, letterZ] = [45, 84, 58, 90];

function isPunctuated(text: string): boolean {
  return (
    text.charCodeAt(4) === dash &&
    text.charCodeAt(7) === dash &&
    text.charCodeAt(10) === letterT &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon &&
    text.charCodeAt(19) === letterZ
  );
}

/** Two digits as a number; NaN when they are none. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}
