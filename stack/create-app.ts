import { Ajv2020 } from 'ajv/dist/2020.js';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import type { Logger } from 'pino';
import { tenantOf } from './api-key.ts';
import type { Parts } from './parts.ts';
import { Problem } from './problem.ts';
import { appointmentRoutes } from './routes/appointment-routes.ts';
import { backlogRoutes } from './routes/backlog-routes.ts';
import { companyRoutes, customerRoutes } from './routes/customer-routes.ts';
import { type Lifecycle, operationRoutes } from './routes/operation-routes.ts';
import { outgoingRoutes } from './routes/outgoing-routes.ts';
import { slotRoutes } from './routes/slot-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import type { Settings } from './settings.ts';
import { type Trace, traceOf } from './trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Empty where no key is needed. */
    tenant: string;
    trace: Trace;
  }
  interface FastifySchema {
    summary?: string;
  }
}

/** The HTTP side of the platform: who may come in, what every reply carries, and what becomes of errors. */
export function createApp(settings: Settings, parts: Parts, lifecycle: Lifecycle, log: Logger): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // The request's own logger is made once its trace is known.
    childLoggerFactory: (logger) => logger,
    frameworkErrors: (error, request, reply) => {
      request.trace = traceOf(request.headers);
      sendProblem(reply, request, problemOf(error));
    },
    bodyLimit: 65_536,
    keepAliveTimeout: 75_000,
    requestTimeout: 30_000,
    // While stopping, what still arrives on an open connection is served, and told to go elsewhere next time.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  app.decorateRequest('tenant', '');
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  validate(app);
  observe(app, parts, lifecycle);
  refuse(app);
  operationRoutes(app, parts, lifecycle, routes);
  companyRoutes(app, parts);
  webhookRoutes(app, parts);
  app.register(async (guarded) => {
    guarded.addHook('onRequest', async (request, reply) => {
      const tenant = tenantOf(request.headers.authorization, settings.apiKeySecret);
      if (tenant === undefined) {
        reply.header('www-authenticate', 'Bearer');
        throw new Problem('forbidden', 'send an API key: Authorization: Bearer <key>');
      }
      request.tenant = tenant;
    });
    slotRoutes(guarded, parts);
    appointmentRoutes(guarded, parts);
    customerRoutes(guarded, parts);
    backlogRoutes(guarded, parts);
    outgoingRoutes(guarded, parts);
  });
  return app;
}

/** Only queries and headers, which are always text, are read as numbers where the schema says so. */
function validate(app: FastifyInstance): void {
  const options = { useDefaults: true, removeAdditional: false, allErrors: false } as const;
  const exact = new Ajv2020(options);
  const reading = new Ajv2020({ ...options, coerceTypes: true });
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? exact : reading).compile(schema as object));
}

/** One trace, one log line and one figure for each request; ids in every reply. */
function observe(app: FastifyInstance, parts: Parts, lifecycle: Lifecycle): void {
  app.addHook('onRequest', async (request, reply) => {
    request.trace = parts.traces.open(request.headers);
    request.log = request.log.child({ correlationId: request.trace.correlationId, traceId: request.trace.traceId });
    reply.header('x-correlation-id', request.trace.correlationId);
    reply.header('traceparent', request.trace.traceparent);
    if (lifecycle.isStopping) reply.header('connection', 'close');
  });
  // Reading a body leaves whatever the hooks before it have entered.
  app.addHook('preValidation', (request, _reply, done) => parts.traces.enter(request.trace, done));
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.isStopping) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method, tenant } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    parts.metrics.answered(method, route, reply.statusCode, reply.elapsedTime / 1_000);
    parts.traces.close(request.trace, { method, route, tenant, status: reply.statusCode });
    request.log.info({ method, route, status: reply.statusCode, ms, ...(tenant === '' ? {} : { tenant }) }, 'answered');
  });
}

/** Every error leaves as a problem; what nobody foresaw is an internal error, and its cause stays in the log. */
function refuse(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError | Problem>((error, request, reply) => {
    const problem = error instanceof Problem ? error : problemOf(error);
    if (problem.status >= 500) request.log.error({ err: error }, problem.message);
    return sendProblem(reply, request, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, request, new Problem('not-found', 'there is no such route')),
  );
}

function problemOf(error: FastifyError): Problem {
  if (error.validation !== undefined) return new Problem('invalid', error.message, { status: 400 });
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new Problem('invalid', error.message, { status });
  return new Problem('internal-error', 'something broke on our side', { cause: error });
}

function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  if (problem.kind === 'throttled' || problem.kind === 'outcome-unknown') reply.header('retry-after', '1');
  const body = JSON.stringify(problem.body(request.trace.correlationId));
  return reply.code(problem.status).type('application/problem+json').serializer(String).send(body);
}
