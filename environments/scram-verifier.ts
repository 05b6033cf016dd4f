import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

const iterations = 4_096;

/**
 * What PostgreSQL stores in place of a password, so that the password itself never reaches the server's files or
 * input. RFC 5802 and 7677; form of the text: PostgreSQL, src/common/scram-common.c, scram_build_secret.
 * @param password ASCII, so that SASLprep changes nothing
 */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
