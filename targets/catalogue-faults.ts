import type { Catalogue, Offering } from './target.ts';

const clock = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/**
 * What is wrong with a catalogue, one sentence each: laws believe it, and would accuse a platform of what is a slip of
 * the pen. Types are stripped and not checked when an adapter is loaded.
 */
export function catalogueFaults({ offerings }: Catalogue): readonly string[] {
  if (!Array.isArray(offerings) || offerings.length === 0) return ['the catalogue names no offerings'];
  const faults = offerings.flatMap((offering, index) =>
    faultsOf(offering).map((fault) => `offering ${index + 1} (${offering.service}): ${fault}`),
  );
  return [...faults, ...contradictions(offerings)];
}

function faultsOf(offering: Offering): readonly string[] {
  const { tenant, branch, service, durationMinutes, bufferMinutes = 0, bufferBeforeMinutes = 0 } = offering;
  const { seats = 1, resources, daysAhead } = offering;
  const faults: string[] = [];
  if (![tenant, branch, service].every((word) => typeof word === 'string'))
    faults.push("tenant, branch and service are texts ('' where the platform has no such word)");
  if (!(durationMinutes > 0)) faults.push('durationMinutes is more than 0');
  if (!(bufferMinutes >= 0)) faults.push('bufferMinutes is 0 or more');
  if (!(bufferBeforeMinutes >= 0)) faults.push('bufferBeforeMinutes is 0 or more');
  if (!(Number.isInteger(seats) && seats >= 1)) faults.push('seats is a whole number from 1');
  if (resources?.every((id) => typeof id === 'string') === false) faults.push('resources are texts');
  if (daysAhead !== undefined && !(daysAhead.from <= daysAhead.to)) faults.push('daysAhead is { from, to }, in days');
  return [...faults, ...hoursFaults(offering)];
}

function hoursFaults({ hours, resources }: Offering): readonly string[] {
  if (hours === undefined) return [];
  const wrong = hours.find(
    ({ weekday, from, to }) => ![1, 2, 3, 4, 5, 6, 7].includes(weekday) || !clock.test(from) || !clock.test(to),
  );
  const shape = "hours are { weekday: 1 (Monday) to 7 (Sunday), from: '09:00', to: '18:00' }";
  return [
    ...(wrong === undefined ? [] : [`${shape}, not ${JSON.stringify(wrong)}`]),
    ...(resources === undefined ? ['hours need resources: whose they are'] : []),
  ];
}

/** A branch has one clock, and a service one length, buffer and number of seats: what differs needs names apart. */
function contradictions(offerings: readonly Offering[]): readonly string[] {
  const faults = new Set<string>();
  const said = new Map<string, Offering>();
  for (const offering of offerings) {
    const { tenant, branch, service, timeZone, durationMinutes, bufferMinutes, seats } = offering;
    const before = said.get(`branch ${JSON.stringify([tenant, branch])}`) ?? offering;
    said.set(`branch ${JSON.stringify([tenant, branch])}`, before);
    if (before.timeZone !== timeZone)
      faults.add(`branch '${branch}' of tenant '${tenant}' is in ${before.timeZone} and in ${timeZone}`);
    const same = said.get(`service ${JSON.stringify([tenant, service])}`) ?? offering;
    said.set(`service ${JSON.stringify([tenant, service])}`, same);
    const isSame =
      same.durationMinutes === durationMinutes && same.bufferMinutes === bufferMinutes && same.seats === seats;
    if (!isSame) faults.add(`service '${service}' of tenant '${tenant}' has two lengths, buffers or numbers of seats`);
  }
  return [...faults];
}
