/** A call to a provider that did not do what it was to do, as far as we know. */
export class CallFailure extends Error {
  /** Asked again it would say the same. */
  readonly isRefusal: boolean;
  /** For which time the provider does not want to be asked again, in ms. */
  readonly retryAfterMs: number;

  constructor(message: string, options: { isRefusal?: boolean; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CallFailure';
    this.isRefusal = options.isRefusal ?? false;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}
