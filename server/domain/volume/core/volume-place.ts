/** Which volume of an application it is: `nas[0].content`. */
export type VolumePlace = { componentName: string; componentIndex: number; name: string }

export const samePlace = (a: VolumePlace, b: VolumePlace): boolean =>
  a.componentName === b.componentName && a.componentIndex === b.componentIndex && a.name === b.name
