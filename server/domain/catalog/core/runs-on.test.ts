import { expect, test } from "vitest"
import { missingImages, withoutImage } from "./runs-on"

const images = new Map([
  ["web@1", ["embedded", "lxd"]],
  ["job@1", ["embedded"]],
])
const web = { class: "web", version: 1 }
const job = { class: "job", version: 1 }
const unknown = { class: "web", version: 2 }

test("a drawing runs where each of its classes has an image", () => {
  expect(missingImages([web, web], images)).toEqual([])
  expect(missingImages([web, job, job], images)).toEqual([{ fabric: "lxd", classes: ["job@1"] }])
  expect(missingImages([unknown], images).map((m) => m.fabric)).toEqual(["embedded", "lxd"])
  expect(withoutImage([web, job], images, "embedded")).toEqual([])
})
