/** Every way in which the platform says no; the last part of a problem's `type`. */
export const problemKinds = {
  taken: { status: 409, title: 'Somebody else holds this slot' },
  invalid: { status: 422, title: 'The request cannot be carried out as it stands' },
  'not-found': { status: 404, title: 'There is no such thing in this account' },
  forbidden: { status: 401, title: 'Valid credentials are needed' },
  conflict: { status: 409, title: 'The request contradicts the present state' },
  expired: { status: 410, title: 'The hold ran out before it was confirmed' },
  throttled: { status: 429, title: 'Too much at once; try again later' },
  'internal-error': { status: 500, title: 'Something broke, and nothing was stored' },
  'outcome-unknown': { status: 503, title: 'It is not known whether the change was stored' },
} as const;

export type ProblemKind = keyof typeof problemKinds;

/** RFC 9457. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly correlationId: string;
}

/** A refusal or failure with its answer; thrown from anywhere, turned into a reply in one place. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;

  constructor(kind: ProblemKind, detail: string, options: { status?: number; cause?: unknown } = {}) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.kind = kind;
    this.status = options.status ?? problemKinds[kind].status;
  }

  body(correlationId: string): ProblemBody {
    const { title } = problemKinds[this.kind];
    return { type: problemType(this.kind), title, status: this.status, detail: this.message, correlationId };
  }
}

export function problemType(kind: ProblemKind): string {
  return `urn:booking:problem:${kind}`;
}

/** A refusal is an answer that the platform owes; everything else is its own failure. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status < 500;
}
