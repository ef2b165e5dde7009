import type { ApiInputs } from "../../trpc"

/** The form as it is typed. `token` and `powerPassword` are not kept in a draft. */
export type ClusterValues = {
  identityId: string
  certificate: string
  addresses: string
  fingerprint: string
  trust: "token" | "certificate"
  token: string
  storagePool: string
  uplink: string
  hasPower: boolean
  powerUrl: string
  powerUser: string
  powerPassword: string
  powerCertificate: string
  partner: string
  partnerName: string
  partnerCountry: string
  name: string
  city: string
  country: string
  latitude: string
  longitude: string
  pricesOf: string
}

export const secrets = ["token", "powerPassword"] as const

/** Stands for a partner that is not there yet. */
export const newPartner = "+"

export const emptyCluster: ClusterValues = {
  identityId: "",
  certificate: "",
  addresses: "",
  fingerprint: "",
  trust: "token",
  token: "",
  storagePool: "default",
  uplink: "eth0",
  hasPower: false,
  powerUrl: "",
  powerUser: "",
  powerPassword: "",
  powerCertificate: "",
  partner: "",
  partnerName: "",
  partnerCountry: "",
  name: "",
  city: "",
  country: "",
  latitude: "",
  longitude: "",
  pricesOf: "",
}

export const linesOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

const upper = (text: string): string => text.trim().toUpperCase()
/** Not 0 for what was left empty. */
const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.replace(",", ".")))

/** What `probe` is asked with. */
export const toProbe = (values: ClusterValues): ApiInputs["provider"]["clusters"]["probe"] => ({
  identityId: values.identityId,
  addresses: linesOf(values.addresses),
  fingerprint: values.fingerprint.trim(),
  storagePool: values.storagePool.trim(),
  uplink: values.uplink.trim(),
  ...(values.trust === "token" && values.token.trim() ? { token: values.token.trim() } : {}),
  power: values.hasPower
    ? {
        url: values.powerUrl.trim(),
        user: values.powerUser.trim(),
        password: values.powerPassword,
        certificate: values.powerCertificate.trim() || null,
      }
    : null,
})

/** What `connect` is asked with. */
export const toConnect = (values: ClusterValues): ApiInputs["provider"]["clusters"]["connect"] => ({
  ...toProbe(values),
  ...(values.partner === newPartner
    ? { newPartner: { name: values.partnerName, country: upper(values.partnerCountry) } }
    : values.partner
      ? { partner: values.partner }
      : {}),
  name: values.name,
  city: values.city,
  country: upper(values.country),
  latitude: numberOf(values.latitude),
  longitude: numberOf(values.longitude),
  ...(values.pricesOf ? { pricesOf: values.pricesOf } : {}),
})

const fields: Record<string, keyof ClusterValues> = {
  power: "powerUrl",
  "power.url": "powerUrl",
  "power.user": "powerUser",
  "power.password": "powerPassword",
  "power.certificate": "powerCertificate",
  "newPartner.name": "partnerName",
  "newPartner.country": "partnerCountry",
}

/** The field of this form that a field of the procedure is; null: none of it. */
export function formField(path: string): keyof ClusterValues | null {
  const [first = ""] = path.split(".")
  const name = fields[path] ?? fields[first] ?? first
  return name in emptyCluster && name !== "identityId" ? (name as keyof ClusterValues) : null
}
