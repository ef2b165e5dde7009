import { expect, test } from "vitest"
import { ConnectCluster, ProbeCluster } from "@/lib/schemas/cluster"
import { emptyCluster, formField, linesOf, newPartner, toConnect, toProbe } from "./cluster-form"

const typed = {
  ...emptyCluster,
  identityId: "01890000-0000-7000-8000-000000000000",
  addresses: "10.0.0.1, 10.0.0.2\nhttps://n3.example:8443",
  fingerprint: ` ${"ab".repeat(32)} `,
  token: " one-time ",
  partner: "polder",
  name: "Rotterdam 1",
  city: "Rotterdam",
  country: "nl",
  latitude: "51,92",
  longitude: "4.48",
  pricesOf: "ams",
}

test("what is typed is what the procedures take", () => {
  expect(ProbeCluster.parse(toProbe(typed))).toMatchObject({ token: "one-time", power: null })
  expect(ConnectCluster.parse(toConnect(typed))).toMatchObject({ partner: "polder", country: "NL", latitude: 51.92 })
  const fresh = { ...typed, partner: newPartner, partnerName: "Noord", partnerCountry: "nl" }
  expect(ConnectCluster.parse(toConnect(fresh)).newPartner).toEqual({ name: "Noord", country: "NL" })
  expect(toProbe({ ...typed, trust: "certificate" })).not.toHaveProperty("token")
  expect(linesOf(" a,b\n\nc ")).toEqual(["a", "b", "c"])
})

test("what is left empty is refused where it was left empty", () => {
  const issues = ConnectCluster.safeParse(toConnect(emptyCluster)).error?.issues ?? []
  const fields = issues.map((issue) => formField(issue.path.join(".")))
  expect(fields).toEqual(expect.arrayContaining(["addresses", "fingerprint", "name", "city", "latitude"]))
})

test("each field of a refusal is one of the form, or the form itself", () => {
  expect(["addresses.0", "power.url", "power", "newPartner.name", "token"].map(formField)).toEqual([
    "addresses",
    "powerUrl",
    "powerUrl",
    "partnerName",
    "token",
  ])
  expect(["identityId", "elsewhere"].map(formField)).toEqual([null, null])
})
