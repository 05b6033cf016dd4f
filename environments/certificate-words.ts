/** What is wrong with a certificate, in plain words; undefined for an error that is not about one. */
export function certificateWords(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? error.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200) : '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate is another host's: ${said}`;
  if (code === 'CERT_HAS_EXPIRED') return 'the certificate has expired';
  if (code === 'CERT_NOT_YET_VALID') return 'the certificate is not valid yet';
  if (/^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/.test(code)) {
    return `the certificate cannot be trusted (${said}); name the authority's file with --ca where it is a test's own`;
  }
  return undefined;
}
