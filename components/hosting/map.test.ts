import fc from "fast-check"
import { expect, test } from "vitest"
import { isLand, landDots } from "./land"
import { height, isOnMap, project, unproject, view, width } from "./map-projection"

test("corners of the view are corners of the map, north is up", () => {
  expect(project(view.west, view.north)).toEqual({ x: 0, y: 0 })
  expect(project(view.east, view.south)).toMatchObject({ x: width })
  expect(project(view.east, view.south).y).toBeCloseTo(height, 6)
})

test("there and back is the same place", () => {
  const inView = fc.record({
    longitude: fc.double({ min: view.west, max: view.east, noNaN: true }),
    latitude: fc.double({ min: view.south, max: view.north, noNaN: true }),
  })
  fc.assert(
    fc.property(inView, ({ longitude, latitude }) => {
      const back = unproject(project(longitude, latitude))
      expect(back.longitude).toBeCloseTo(longitude, 6)
      expect(back.latitude).toBeCloseTo(latitude, 6)
    }),
  )
})

test.each([
  ["Paris", 2.35, 48.86, true],
  ["Berlin", 13.4, 52.5, true],
  ["Atlanta", -84.4, 33.7, true],
  ["London", -0.5, 51.6, true],
  ["Oslo", 10.7, 60.5, true],
  ["mid-Atlantic", -35, 45, false],
  ["North Sea", 3.5, 56, false],
  ["Mediterranean", 5, 40, false],
  ["Gulf of Mexico", -90, 26, false],
] as const)("%s", (_name, longitude, latitude, land) => {
  expect(isOnMap(longitude, latitude)).toBe(true)
  expect(isLand(longitude, latitude)).toBe(land)
})

test("few enough dots to draw them all", () => {
  const dots = landDots()
  expect(dots.length).toBeGreaterThan(300)
  expect(dots.length).toBeLessThan(2_000)
})
