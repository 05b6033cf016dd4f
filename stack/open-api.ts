import type { RouteOptions } from 'fastify';
import { problemKinds } from './problem.ts';
import { problemReply } from './schemas.ts';

/** What a route's schema must say for the document; Fastify itself knows the rest. */
interface DocumentedSchema {
  readonly summary?: string;
  readonly body?: object;
  readonly querystring?: ParameterSchema;
  readonly params?: ParameterSchema;
  readonly headers?: ParameterSchema;
  readonly response?: Readonly<Record<string, object>>;
}

interface ParameterSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, object>>;
}

const description = `Appointments for businesses whose telephone is answered by an assistant.

**What an answer promises.** A 2xx answer to a write is given after the commit: what it says is stored. A problem
(RFC 9457, \`application/problem+json\`) other than \`outcome-unknown\` promises that **nothing was stored**; that holds
for \`internal-error\` (500) as well. \`outcome-unknown\` (503) says that the database went away while the change was
being committed: it may be stored or not. Send the same request with the same \`Idempotency-Key\` again to find out.

**Times** are UTC. An appointment occupies [start, end), half-open, and its staff member stays blocked for the buffer of
the service behind it. A hold blocks like a booking until \`expiresAt\`, then is \`expired\` and blocks no more. Seats
of a group service share staff member and start. Appointments start at full five minutes, in the future, and lie within
one stretch of the staff member's working hours; opening hours and holidays are those of the branch, in its time zone.`;

/** The OpenAPI 3.1 document of the routes that were registered; made from the schemas that validate the requests. */
export function openApi(routes: readonly RouteOptions[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    for (const method of [route.method].flat()) {
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation(route, path) };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Reference booking platform', version: '1.0.0', description },
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'One key for each company: <company>.<signature>' },
      },
      schemas: { Problem: problemReply },
    },
  };
}

function operation(route: RouteOptions, path: string): object {
  const schema = (route.schema ?? {}) as DocumentedSchema;
  const isPublic = !path.startsWith('/v1/') || path === '/v1/companies';
  return {
    summary: schema.summary,
    security: isPublic ? [] : [{ apiKey: [] }],
    parameters: [
      ...parameters('path', schema.params),
      ...parameters('query', schema.querystring),
      ...parameters('header', schema.headers),
    ],
    ...(schema.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schema.body } } } }),
    responses: { ...successes(schema), ...(/^\/(v1|webhooks)\//.test(path) ? problems() : {}) },
  };
}

function parameters(place: 'path' | 'query' | 'header', schema: ParameterSchema | undefined): object[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (schema?.required ?? []).includes(name),
    schema: property,
  }));
}

function successes(schema: DocumentedSchema): Record<string, object> {
  const described = Object.entries(schema.response ?? {}).map(([status, reply]) => [
    status,
    { description: status.startsWith('2') ? 'Done' : 'Not now', content: { 'application/json': { schema: reply } } },
  ]);
  return described.length === 0 ? { 200: { description: 'Done' } } : Object.fromEntries(described);
}

/** Problems are the same for all routes; 400 is a request that does not fit its schema. */
function problems(): Record<string, object> {
  const byStatus = Map.groupBy(Object.values(problemKinds), (kind) => kind.status as number);
  byStatus.set(400, [problemKinds.invalid]);
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      status,
      {
        description: kinds.map((kind) => kind.title).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}
