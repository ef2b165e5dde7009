/** What the map shows: the North Atlantic and its shores, degrees. */
export const view = { west: -102, east: 34, south: 23, north: 64 }

const mercator = (latitude: number): number => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360))
const [top, bottom] = [mercator(view.north), mercator(view.south)]

/** Width of the map in units; its height follows from the projection. */
export const width = 680
export const height = Math.round((width * (top - bottom)) / (((view.east - view.west) * Math.PI) / 180))

export type Point = { x: number; y: number }

export const project = (longitude: number, latitude: number): Point => ({
  x: ((longitude - view.west) / (view.east - view.west)) * width,
  y: ((top - mercator(latitude)) / (top - bottom)) * height,
})

/** Back from the map to degrees. */
export const unproject = ({ x, y }: Point): { longitude: number; latitude: number } => ({
  longitude: view.west + (x / width) * (view.east - view.west),
  latitude: (360 / Math.PI) * (Math.atan(Math.exp(top - (y / height) * (top - bottom))) - Math.PI / 4),
})

export const isOnMap = (longitude: number, latitude: number): boolean =>
  longitude >= view.west && longitude <= view.east && latitude >= view.south && latitude <= view.north
