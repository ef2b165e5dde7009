import { generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto"
import { isIPv4 } from "node:net"

export type Identity = { key: string; certificate: string; fingerprint: string }

/** A certificate that signs itself, for servers and clients of tests: Node makes keys but no certificates. */
export function makeIdentity(name: string, hosts: readonly string[] = ["localhost", "127.0.0.1"]): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const algorithm = sequence(oid([1, 2, 840, 10045, 4, 3, 2])) // ecdsa-with-SHA256
  const subject = sequence(der(0x31, sequence(oid([2, 5, 4, 3]), der(0x0c, Buffer.from(name)))))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    algorithm,
    subject,
    sequence(der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("491231235959Z"))),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(sequence(oid([2, 5, 29, 17]), der(0x04, sequence(...hosts.map(alternativeName)))))),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)])
  const certificate = pem(sequence(body, algorithm, der(0x03, signature)))
  const fingerprint = new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase()
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), certificate, fingerprint }
}

const alternativeName = (host: string) =>
  isIPv4(host) ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host))

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts))

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const digits = rest.flatMap((part) => {
    const bytes = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80)
    return bytes
  })
  return der(0x06, Buffer.from([first * 40 + second, ...digits]))
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`
}
