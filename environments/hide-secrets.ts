/** Puts `(secret)` where one of the secrets stands. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '(secret)'), text);
}
