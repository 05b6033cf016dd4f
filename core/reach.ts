/**
 * How a target is reached, settled before the first request: what each of its names was resolved to, once, so that a
 * name which leads elsewhere a moment later is not followed; and whom TLS trusts beside the machine's own authorities.
 */
export interface Reach {
  /** By the host names of the base URLs. A name that is not in it is not looked up again, but refused. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** Authorities of the target's owner, PEM. */
  readonly certificates?: string;
  /** So often the harness itself asks at the most; loads are planned accordingly. */
  readonly requestsPerSecondMax?: number;
}
