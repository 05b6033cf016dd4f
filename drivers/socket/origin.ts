/** Where a platform listens. */
export interface Origin {
  readonly baseUrl: string;
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  /** As the `host` header has it. */
  readonly authority: string;
  /** What stands before every path; '' where the platform has the whole host. */
  readonly prefix: string;
}

export function originOf(baseUrl: string): Origin {
  const url = new URL(baseUrl);
  const isSecure = url.protocol === 'https:';
  if (!isSecure && url.protocol !== 'http:') throw new Error(`${baseUrl} is neither http nor https`);
  return {
    ...{ baseUrl, isSecure, authority: url.host },
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isSecure ? 443 : 80),
    prefix: url.pathname.replace(/\/$/, ''),
  };
}
