import { problemKinds, problemType } from './problem.ts';

/** JSON Schemas of what comes in and goes out; the routes validate with them and the OpenAPI document shows them. */

const noNul = '^[^\\u0000]*$';
export const idSchema = { type: 'string', minLength: 1, maxLength: 100, pattern: '^[\\w.:-]+$' } as const;
export const timeSchema = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.0{1,6})?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'RFC 3339 with whole seconds; answers are always UTC, ending in Z',
  examples: ['2027-03-01T09:00:00Z'],
} as const;
const daySchema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2027-03-01'] } as const;
const cursorSchema = { type: 'string', maxLength: 500, description: 'nextCursor of the page before' } as const;
const phoneSchema = { type: 'string', pattern: '^\\+?[0-9 ()/-]{3,40}$', examples: ['+49 30 901820'] } as const;
const nullableTime = { anyOf: [timeSchema, { type: 'null' }] } as const;
const tagSchema = {
  type: 'string',
  maxLength: 200,
  pattern: noNul,
  description: "The caller's own mark; stored with the booking and shown with it ever after",
} as const;

function body(properties: object, required: readonly string[]) {
  return { type: 'object', additionalProperties: false, required, properties } as const;
}

function page(items: object) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['items'],
    properties: { items: { type: 'array', items }, nextCursor: cursorSchema },
  } as const;
}

function limit(byDefault: number, maximum: number) {
  return { type: 'integer', minimum: 1, maximum, default: byDefault } as const;
}

const wish = {
  branchId: idSchema,
  serviceId: idSchema,
  staffId: idSchema,
  customerId: idSchema,
  start: timeSchema,
  end: { ...timeSchema, description: 'Optional; refused when it is not start plus the duration of the service' },
  tag: tagSchema,
} as const;
export const wishBody = body(wish, ['branchId', 'serviceId', 'staffId', 'customerId', 'start']);
export const rescheduleBody = body({ staffId: idSchema, start: timeSchema, end: wish.end }, ['staffId', 'start']);
export const customerBody = body(
  {
    name: { type: 'string', minLength: 1, maxLength: 400, pattern: noNul },
    phone: phoneSchema,
    email: { anyOf: [{ type: 'string', maxLength: 320, pattern: '^[^\\s@]+@[^\\s@]+$' }, { type: 'null' }] },
    language: { enum: ['de', 'en'], default: 'de' },
  },
  ['name', 'phone'],
);

export const idParams = body({ id: idSchema }, ['id']);
export const slotsQuery = body(
  {
    branchId: idSchema,
    serviceId: idSchema,
    staffId: idSchema,
    from: timeSchema,
    to: { ...timeSchema, description: 'At most 31 days after from; a slot starts before it' },
    limit: limit(60, 500),
  },
  ['branchId', 'serviceId', 'from', 'to'],
);
export const appointmentsQuery = {
  ...body({ branchId: idSchema, day: daySchema, cursor: cursorSchema, limit: limit(50, 1_000) }, []),
  dependentRequired: { branchId: ['day'], day: ['branchId'] },
} as const;
export const customersQuery = body({ phone: phoneSchema }, ['phone']);
export const companiesQuery = body({ cursor: cursorSchema, limit: limit(20, 100) }, []);
export const writeHeaders = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      pattern: '^[\\x21-\\x7e]{1,200}$',
      description:
        'Equal requests with one key have one effect and one answer; another request with it is a conflict (422)',
    },
  },
} as const;

const appointment = {
  id: idSchema,
  status: { enum: ['held', 'booked', 'cancelled', 'no-show', 'expired'] },
  branchId: idSchema,
  staffId: idSchema,
  serviceId: idSchema,
  customerId: idSchema,
  start: timeSchema,
  end: timeSchema,
  expiresAt: nullableTime,
  tag: { anyOf: [tagSchema, { type: 'null' }] },
} as const;
export const appointmentReply = body(appointment, Object.keys(appointment));
const movedFrom = body({ staffId: idSchema, start: timeSchema, end: timeSchema }, ['staffId', 'start', 'end']);
export const movedReply = body({ ...appointment, movedFrom }, [...Object.keys(appointment), 'movedFrom']);
export const appointmentsReply = page(appointmentReply);

const slot = { staffId: idSchema, start: timeSchema, end: timeSchema, seatsLeft: { type: 'integer', minimum: 1 } };
export const slotsReply = body(
  {
    slots: { type: 'array', items: body(slot, Object.keys(slot)) },
    nextFrom: { ...timeSchema, description: 'Present when the limit cut the answer short: go on searching from here' },
  },
  ['slots'],
);

const customer = {
  id: idSchema,
  name: { type: 'string' },
  phone: { type: 'string' },
  email: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  language: { enum: ['de', 'en'] },
} as const;
export const customerReply = body(customer, Object.keys(customer));
export const customersReply = page(customerReply);
const company = { id: idSchema, name: { type: 'string' }, trade: { type: 'string' } } as const;
export const companiesReply = page(body(company, Object.keys(company)));
export const healthReply = body({ status: { enum: ['ok', 'unavailable'] }, reason: { type: 'string' } }, ['status']);

const eventIdSchema = { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$', description: "The provider's own" } as const;
const eventIds = { type: 'array', maxItems: 1_000, items: eventIdSchema } as const;
export const tenantParams = body({ tenant: { type: 'string' } }, ['tenant']);
export const eventParams = body({ id: eventIdSchema }, ['id']);
export const backlogReply = body({ waiting: eventIds, dead: eventIds }, ['waiting', 'dead']);
const appointmentIds = { type: 'array', maxItems: 1_000, items: idSchema } as const;
export const outgoingReply = body({ waiting: appointmentIds, dead: appointmentIds }, ['waiting', 'dead']);
export const replayedReply = body({ id: eventIdSchema, status: { enum: ['waiting'] } }, ['id', 'status']);

/** What is read of an event's data; a provider may well say more. */
function eventData(properties: object, required: readonly string[]) {
  const position = { callId: idSchema, sequence: { type: 'integer', minimum: 0 } };
  return { type: 'object', required: ['callId', ...required], properties: { ...position, ...properties } } as const;
}

const { tag: _, ...eventWish } = wish;
export const eventSchemas = {
  call: eventData({}, []),
  booking: eventData(eventWish, ['branchId', 'serviceId', 'staffId', 'customerId', 'start']),
  cancellation: eventData({ cancels: eventIdSchema }, ['cancels']),
} as const;

const kinds = Object.keys(problemKinds) as (keyof typeof problemKinds)[];
export const problemReply = body(
  {
    type: { enum: kinds.map(problemType) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    correlationId: { type: 'string' },
  },
  ['type', 'title', 'status', 'detail', 'correlationId'],
);
