import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { book, cancel, error, free, type Page, page, show } from './form-pages.ts';

export interface FormPlatformOptions {
  /** Its database: one JSON record a line, the later ones over the earlier. */
  readonly file: string;
  /** Looks whether a time is free, and then writes, with nothing in between that keeps others out. */
  readonly isRacy?: boolean;
  /** Forms that may be sent in all, as a limiter counts that sees one proxy's address; more is 429. */
  readonly writesMax?: number;
}

export interface FormPlatform {
  readonly baseUrl: string;
  /** Sessions that sent a form: contenders that share one are let through one after the other. */
  writers(): number;
  stop(): Promise<void>;
}

/**
 * A booking page as many a practice has one: forms with a token, a session in a file that is locked while a page is
 * made, 500 for whatever is wrong, HTML for whatever is right, local times, and no list of what is booked.
 */
export async function startFormPlatform(options: FormPlatformOptions): Promise<FormPlatform> {
  const sessions = new Map<string, { readonly token: string; busy: Promise<void> }>();
  const writers = new Set<string>();
  let writes = 0;
  let writing: Promise<unknown> = Promise.resolve();
  await writeFile(options.file, '');

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = writing.then(work);
    writing = done.catch(() => undefined);
    return done;
  };

  const work = async (request: IncomingMessage, session: { readonly token: string }): Promise<Page> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://platform');
    if (request.method === 'GET') {
      if (pathname === '/') return page('<h1>Praxis am Park</h1>');
      if (pathname === '/frei') return free(options.file, searchParams);
      if (pathname === '/buchung') return show(options.file, searchParams);
      if (pathname === '/formular') return page(`<input type="hidden" name="csrf" value="${session.token}">`);
      return error('Seite nicht gefunden.');
    }
    const form = new URLSearchParams(await bodyOf(request));
    if (form.get('csrf') !== session.token) return error('Ihre Sitzung ist abgelaufen.');
    writers.add(session.token);
    writes += 1;
    if (writes > (options.writesMax ?? Number.POSITIVE_INFINITY)) return { status: 429, html: 'Zu viele Anfragen' };
    const write = pathname === '/storno' ? cancel : book;
    return options.isRacy === true ? write(options.file, form) : inTurn(() => write(options.file, form));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = /PHPSESSID=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    const id = given !== undefined && sessions.has(given) ? given : randomUUID();
    const session = sessions.get(id) ?? { token: randomUUID(), busy: Promise.resolve() };
    sessions.set(id, session);
    // The session's file is locked for as long as its page is made.
    const result = session.busy.then(() => work(request, session));
    session.busy = result.then(
      () => undefined,
      () => undefined,
    );
    const { status, html } = await result.catch(() => error('Datenbankfehler.'));
    const cookie = given === id ? {} : { 'set-cookie': `PHPSESSID=${id}; path=/; HttpOnly` };
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...cookie }).end(`<html>${html}</html>`);
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writers: () => writers.size,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
