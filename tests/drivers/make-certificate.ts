import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A certificate for `localhost`, 127.0.0.1 and `more` that vouches for itself, made anew: no key lies anywhere. */
export function makeCertificate(more: readonly string[] = []): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = sequence(set(sequence(objectId('550403'), der(0x0c, Buffer.from('localhost')))));
  const hosts = ['localhost', ...more].map((host) => der(0x82, Buffer.from(host)));
  const names = sequence(...hosts, der(0x87, Buffer.from([127, 0, 0, 1])));
  const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), der(0x04, value));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(
      0x02,
      createHash('sha256')
        .update(spki)
        .digest()
        .subarray(0, 8)
        .map((byte, at) => (at === 0 ? 1 : byte)),
    ),
    ecdsaWithSha256,
    name,
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('490101000000Z'))),
    name,
    spki,
    der(0xa3, sequence(extension('551d11', names), extension('551d13', sequence(der(0x01, Buffer.from([0xff])))))),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** ASN.1's distinguished encoding: a tag, the length, the content. */
function der(tag: number, content: Buffer | Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}
