/** What a part of a snapshot is called: `shop:main.db[0].data@before-upgrade`. */
export const partPath = (volumePath: string, snapshotName: string): string => `${volumePath}@${snapshotName}`

/** The volume it was taken of: `shop:main.db[0].data`. */
export const takenFrom = (path: string): string => path.replace(/@[^@]*$/, "")
