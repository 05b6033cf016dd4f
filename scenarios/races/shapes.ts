import { bookAgainstCancel } from './book-against-cancel.ts';
import { cancelAgainstCancel } from './cancel-against-cancel.ts';
import { crossingReschedules } from './crossing-reschedules.ts';
import { dstNights } from './dst-nights.ts';
import { groupSeats } from './group-seats.ts';
import { holdExpiry } from './hold-expiry.ts';
import { insideABuffer } from './inside-a-buffer.ts';
import { moveAgainstCancel } from './move-against-cancel.ts';
import { moveOntoOwnTime } from './move-onto-own-time.ts';
import { movedOutsideHours } from './moved-outside-hours.ts';
import { movesForOneSlot } from './moves-for-one-slot.ts';
import { nForOneSlot } from './n-for-one-slot.ts';
import { notTheirService } from './not-their-service.ts';
import { oneAfterTheOther } from './one-after-the-other.ts';
import { oneKeyManyTimes } from './one-key-many-times.ts';
import { oneKeyOneSeat } from './one-key-one-seat.ts';
import { otherServiceSameStaff } from './other-service-same-staff.ts';
import { otherTenantChanges } from './other-tenant-changes.ts';
import { otherTenantCustomers } from './other-tenant-customers.ts';
import { otherTenantLooks } from './other-tenant-looks.ts';
import { outsideHours } from './outside-hours.ts';
import { overlappingIntervals } from './overlapping-intervals.ts';
import { readOwnWrites } from './read-own-writes.ts';
import { rebookAfterCancel } from './rebook-after-cancel.ts';
import { retryAfterLostReply } from './retry-after-lost-reply.ts';
import { sameKeyOtherBody } from './same-key-other-body.ts';
import { sameKeyOtherTenant } from './same-key-other-tenant.ts';
import { seatGivenBackTwice } from './seat-given-back-twice.ts';
import { seatMoved } from './seat-moved.ts';
import { severalEntries } from './several-entries.ts';
import type { Shape } from './shape.ts';
import { stepAgainstStep } from './step-against-step.ts';
import { throughAStaleListing } from './through-a-stale-listing.ts';
import { touchingIntervals } from './touching-intervals.ts';
import { twoReschedules } from './two-reschedules.ts';

/** All ways in which users get in each other's way that the races play. */
export const shapes: readonly Shape[] = [
  oneAfterTheOther,
  nForOneSlot,
  stepAgainstStep,
  overlappingIntervals,
  insideABuffer,
  touchingIntervals,
  otherServiceSameStaff,
  groupSeats,
  seatGivenBackTwice,
  seatMoved,
  bookAgainstCancel,
  cancelAgainstCancel,
  moveAgainstCancel,
  movesForOneSlot,
  moveOntoOwnTime,
  rebookAfterCancel,
  twoReschedules,
  crossingReschedules,
  holdExpiry,
  oneKeyManyTimes,
  oneKeyOneSeat,
  sameKeyOtherBody,
  sameKeyOtherTenant,
  retryAfterLostReply,
  severalEntries,
  throughAStaleListing,
  readOwnWrites,
  otherTenantLooks,
  otherTenantCustomers,
  otherTenantChanges,
  outsideHours,
  notTheirService,
  movedOutsideHours,
  dstNights,
];
