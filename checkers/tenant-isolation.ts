import type { Finding, Scene } from '../core/finding.ts';
import { conclude, notApplicable } from './conclude.ts';
import { foreignAnswers } from './foreign-answers.ts';
import { foreignChanges } from './foreign-changes.ts';
import { keyGroups } from './key-groups.ts';
import type { Entry, Span, Story } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { type Owners, ownersOf } from './owners.ts';
import { momentText, placeText, sceneOf } from './scene.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/**
 * Tenant isolation: no answer for one tenant shows what belongs to another, nor changes it. An id alone proves nothing,
 * since platforms may number their bookings in each tenant by itself: what counts is whose staff, service or tag it is,
 * and what the final state says.
 */
export const tenantIsolation = onLedger('tenant-isolation', judge);

type Kind =
  | "another tenant's time"
  | "another tenant's booking shown"
  | "another tenant's booking changed"
  | "another tenant's customer shown"
  | 'stored with another tenant';

interface Judging {
  readonly recording: Recording;
  readonly owners: Owners;
  readonly witness: OpenWitness<Kind>;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { ledger, world } = recording;
  if (world !== undefined && world.tenants.length < 2) return notApplicable('second tenant');
  const judging = { recording, owners: ownersOf(recording), witness: openWitness<Kind>() };
  const tenants = new Set<number>();
  const crossings: Entry[] = [];
  let examined = 0;
  for (const entry of ledger.entries) {
    if (entry.tenant === -1) continue;
    tenants.add(entry.tenant);
    if (isCrossing(judging.owners, entry)) crossings.push(entry);
    if (entry.type !== 'ok') continue;
    examined += 1;
    judgeAnswer(judging, entry);
  }
  const sharedKeys = judgeKeys(judging);
  const foreignLists = judgeLists(judging) + judgeCustomers(judging);
  for (const { change, text } of foreignChanges(recording, crossings)) {
    add(judging, "another tenant's booking changed", [change], text);
  }
  for (const story of ledger.stories()) judgeStored(judging, story);
  const tried = crossings.length + sharedKeys + foreignLists;
  return conclude(
    judging.witness,
    {
      examined,
      reached: [
        { what: 'tenants', count: tenants.size },
        { what: 'attempts at what belongs to another tenant', count: crossings.length + foreignLists },
        { what: 'idempotency keys that two tenants used', count: sharedKeys },
      ],
      lacks:
        tenants.size < 2
          ? 'only one tenant was seen, so nothing can have crossed'
          : tried === 0
            ? 'nobody tried to get at what belongs to another tenant'
            : undefined,
      good: `${tried} attempts to cross from one of ${tenants.size} tenants to another showed and changed nothing`,
    },
    recording,
  );
}

function isAnothers(owner: number | undefined, tenant: number): boolean {
  return owner !== undefined && owner !== tenant;
}

/** Names a booking, a member of staff or a service of another tenant. */
function isCrossing(owners: Owners, { tenant, askedBooking, asked, service }: Entry): boolean {
  return (
    isAnothers(owners.ofBooking(askedBooking), tenant) ||
    isAnothers(owners.ofService(service), tenant) ||
    (asked !== undefined && isAnothers(owners.ofResource(asked.resource), tenant))
  );
}

function judgeAnswer(judging: Judging, entry: Entry): void {
  const { owners, recording } = judging;
  const { names } = recording.ledger;
  const isWrite = entry.verb !== 'find-slots' && entry.verb !== 'read-booking';
  const given = isWrite ? (entry.answered ?? entry.asked) : undefined;
  const isForeign = ({ resource }: Span): boolean => isAnothers(owners.ofResource(resource), entry.tenant);
  const foreign = given !== undefined && isForeign(given) ? given : entry.offered?.find(isForeign);
  if (foreign !== undefined) {
    const whose = names.textOf(owners.ofResource(foreign.resource) ?? -1);
    const done = isWrite ? 'given' : 'offered';
    const text = `${names.textOf(entry.tenant)} was ${done} ${placeText(names, foreign)}, which is ${whose}'s`;
    add(judging, "another tenant's time", [entry], text);
  }
  if (entry.read === undefined) return;
  const whose = ownerOfRecord(judging, entry.read, entry.tenant);
  if (whose === undefined) return;
  const text = `${names.textOf(entry.tenant)} was shown ${entry.read.id}, which is ${whose}'s`;
  add(judging, "another tenant's booking shown", [entry], text);
}

/** Who else it belongs to, by its staff, its service or its tag. */
function ownerOfRecord({ owners, recording }: Judging, record: LedgerBooking, tenant: number): string | undefined {
  const { names } = recording.ledger;
  const found = [
    owners.ofResource(record.resourceNumber),
    record.serviceNumber === -1 ? undefined : owners.ofService(record.serviceNumber),
    record.tagNumber === -1 ? undefined : owners.ofTag(record.tagNumber),
  ].find((owner) => isAnothers(owner, tenant));
  return found === undefined ? undefined : names.textOf(found);
}

function judgeStored(judging: Judging, { entries, final }: Story): void {
  for (const record of final) {
    // Stored as it was answered, with the tenant that was answered: then the answer has been judged.
    const { tagNumber, tenantNumber, resourceNumber } = record;
    const isAsTold = entries.some(({ tenant, tag, answered }) => {
      const isSame = tagNumber !== -1 && tag === tagNumber;
      return isSame && tenant === tenantNumber && answered?.resource === resourceNumber;
    });
    const whose = isAsTold ? undefined : ownerOfRecord(judging, record, tenantNumber);
    if (whose === undefined) continue;
    const text = `${record.id} (${record.resource} ${record.start}) is stored with ${record.tenant}, and is ${whose}'s`;
    add(judging, 'stored with another tenant', [], text, [record.id]);
  }
}

/** Lists in which one tenant looked for another's booking. */
function judgeLists(judging: Judging): number {
  const { owners, recording } = judging;
  const { names, lists } = recording.ledger;
  // Ids may be numbered in each tenant by itself: what was shown tells whose it is.
  for (const { id, tenant, read } of lists.looks) {
    const whose = read === undefined ? undefined : ownerOfRecord(judging, read, tenant);
    if (read === undefined || whose === undefined) continue;
    const text = `${names.textOf(tenant)} was shown ${read.id} in a list (${id}), which is ${whose}'s`;
    add(judging, "another tenant's booking shown", [], text, [read.id, id]);
  }
  return lists.looks.filter(({ tenant, booking }) => isAnothers(owners.ofBooking(booking), tenant)).length;
}

/** Telephone numbers by which one tenant looked for another's customer. */
function judgeCustomers(judging: Judging): number {
  const { looks } = judging.recording.ledger.customers;
  for (const { id, tenant, owner, customer } of looks) {
    if (customer === undefined) continue;
    const text = `${tenant} was told of ${customer} by the phone number (${id}), who is ${owner}'s customer`;
    add(judging, "another tenant's customer shown", [], text, [customer, id]);
  }
  return looks.length;
}

/** Answers to one tenant that are another's, because both used one key; those that show by their place are told. */
function judgeKeys(judging: Judging): number {
  const { recording, owners } = judging;
  const { entries, names } = recording.ledger;
  for (const { answer, owner } of foreignAnswers(recording)) {
    const place = answer.answered ?? answer.asked;
    if (place !== undefined && isAnothers(owners.ofResource(place.resource), answer.tenant)) continue;
    const whose = `${names.textOf(owner.tenant)}, which had used the same key`;
    const text = `${names.textOf(answer.tenant)} was answered with a booking of ${whose}`;
    add(judging, "another tenant's booking shown", [answer, owner], text);
  }
  return keyGroups(entries).filter((group) => {
    const answered = group.filter(({ type, tenant }) => type === 'ok' && tenant !== -1);
    return answered.some(({ endMs }) =>
      group.some((other) => other.tenant !== answered[0]?.tenant && other.endMs >= endMs),
    );
  }).length;
}

function add(
  { witness, recording }: Judging,
  kind: Kind,
  entries: readonly Entry[],
  text: string,
  more: readonly string[] = [],
): void {
  const { names } = recording.ledger;
  const bookings = entries.flatMap(({ askedBooking, answeredBooking }) =>
    [askedBooking, answeredBooking].flatMap((id) => (id === -1 ? [] : [names.textOf(id)])),
  );
  const ids = [...new Set([...bookings, ...more, ...entries.map(({ id }) => id)])];
  const atMs = entries[0]?.endMs ?? 0;
  const scene = (): Scene => sceneOf(names, `${momentText(atMs, recording.originMs)} ${text}.`, entries);
  witness.add(kind, text, ids, entries.length === 0 ? undefined : scene);
}
