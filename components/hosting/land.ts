import { height, type Point, unproject, width } from "./map-projection"

/** Coasts around the North Atlantic, coarse on purpose: longitude, latitude, longitude, latitude… Drawn as dots. */
const coasts: readonly (readonly number[])[] = [
  // North America; the map ends before its west coast.
  [
    -105, 66, -94, 62, -94.5, 58.8, -92.5, 57, -88, 56.5, -82.5, 55.2, -82, 53, -79.5, 51.3, -78.8, 52, -79, 54.5, -77,
    56, -77, 58, -78, 60, -77.5, 62.4, -73, 62, -70, 61, -69.5, 59, -67, 58.3, -65, 60, -64, 59, -62, 57.5, -60.5, 55.5,
    -57.5, 54.5, -55.8, 52.5, -57, 51.4, -60, 50.2, -66, 50.2, -68.5, 49, -71, 47, -68, 48.7, -65, 49.2, -64.3, 48.6,
    -65, 47.2, -64.5, 46.2, -61.5, 45.7, -60, 46.8, -60, 45.9, -63.5, 44.5, -65.8, 43.5, -66, 44.5, -67.2, 44.7, -69,
    44, -70.6, 43.2, -70.8, 42, -70, 41.7, -71.4, 41.4, -73.7, 40.8, -74.2, 39.6, -75.5, 38.4, -76, 36.9, -75.6, 35.3,
    -77.8, 34, -79.3, 33, -81.1, 31.8, -81.4, 30.4, -80.4, 27.5, -80.2, 25.5, -81.2, 25.2, -82.7, 27.7, -82.8, 29.2,
    -84.2, 30, -86, 30.4, -89, 30.3, -89.4, 29.2, -91.5, 29.4, -94.5, 29.5, -97.2, 27.7, -97.4, 25.8, -97.8, 22, -105,
    22,
  ],
  // Newfoundland
  [-59.3, 47.7, -57.5, 50.5, -55.8, 51.5, -56, 49.8, -53.5, 49, -52.8, 47.5, -55.5, 46.9],
  // Greenland, Iceland
  [-51.5, 66, -51, 63.5, -49, 61.5, -45, 60, -43, 60, -41, 63, -39, 66],
  [-24, 65.5, -22.5, 63.8, -18.5, 63.3, -14, 64.5, -15, 66, -22, 66],
  // Ireland, Great Britain
  [-10, 51.6, -6.3, 52.2, -6, 54, -7.3, 55.3, -10, 54.2, -9.3, 53],
  [
    -5.5, 50.1, -3.5, 50.3, 1.4, 51.2, 1.7, 52.7, 0.2, 53, -1.5, 55, -2.5, 56, -1.9, 57.6, -3.5, 58.6, -5.2, 58.5, -6,
    56.5, -4.8, 54.8, -3, 54, -4.6, 53.2, -4.8, 52, -3, 51.3,
  ],
  // Europe from Portugal round the Mediterranean, across the east and back along the Baltic and the Channel
  [
    -9.2, 38.7, -9, 37, -6.3, 36.6, -5.5, 36, -2, 36.8, -0.3, 38.5, 0.2, 40, 3.2, 41.9, 3.2, 43.2, 6.2, 43.1, 8.8, 44.4,
    10.3, 43.5, 12.3, 41.7, 15.6, 40, 15.7, 38.1, 17, 39, 16.9, 40.4, 18.4, 40, 16, 41.8, 13.6, 43.6, 12.4, 45, 13.7,
    45.6, 15, 44.5, 18.5, 42.4, 19.5, 40.5, 21.2, 38.2, 22.7, 36.6, 24, 38, 22.8, 40.3, 26, 40.8, 29, 41.2, 28, 43.5,
    30.8, 46.4, 36, 46, 36, 66, 22, 66, 21.5, 63, 21.3, 61, 23, 59.9, 30, 60.2, 28, 59.4, 23.5, 59.2, 24, 57.8, 22,
    57.5, 21, 55.5, 19, 54.4, 14.2, 54, 11, 54, 10, 55, 10.6, 57.6, 8.2, 57, 8.3, 55, 8.8, 53.8, 5, 53.3, 4, 52, 2.5,
    51.1, 1.6, 50.5, 0, 49.5, -1.8, 49.6, -4.7, 48.5, -2.2, 47, -1.2, 45, -1.7, 43.4, -8.8, 43.5,
  ],
  // Scandinavia
  [
    11, 59, 8, 58.1, 5.5, 58.9, 5, 61.5, 8, 63.5, 11, 66, 22, 66, 17.5, 62.5, 17, 61, 18.8, 60, 16.5, 57, 14.3, 55.5,
    12.8, 55.6,
  ],
  // Sicily, Sardinia
  [12.5, 38, 15.5, 38.2, 15, 36.7],
  [8.4, 39, 9.7, 39.2, 9.5, 41.1, 8.3, 40.9],
  // North Africa, Anatolia
  [
    -6, 35.8, -2, 35.1, 3, 36.8, 10, 37.3, 11, 36.8, 10.2, 34.3, 15, 32.3, 19, 30.3, 20.2, 32.8, 25, 31.6, 32, 31.2, 36,
    31.3, 36, 22, -17, 22, -16, 24, -13, 27.7, -9.8, 29.5, -9.8, 31.5, -6.5, 34,
  ],
  [26.2, 39, 27.3, 37, 30.5, 36.5, 36, 36, 36, 41.5, 31, 41.2, 29, 41, 26.2, 40],
]

/** Even-odd rule. */
function isInside(polygon: readonly number[], longitude: number, latitude: number): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [xi = 0, yi = 0, xj = 0, yj = 0] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]]
    if (yi > latitude !== yj > latitude && longitude < ((xj - xi) * (latitude - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

export const isLand = (longitude: number, latitude: number): boolean =>
  coasts.some((coast) => isInside(coast, longitude, latitude))

/** Distance between dots in map units. */
export const dotSpacing = 8.5

/** Where there is land, on an even grid of the map. */
export function landDots(): Point[] {
  const dots: Point[] = []
  for (let y = dotSpacing / 2; y < height; y += dotSpacing)
    for (let x = dotSpacing / 2; x < width; x += dotSpacing) {
      const { longitude, latitude } = unproject({ x, y })
      if (isLand(longitude, latitude)) dots.push({ x, y })
    }
  return dots
}
