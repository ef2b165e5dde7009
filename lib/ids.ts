import { v7 } from "uuid"

/** UUIDv7: sorts by time of making, so primary keys stay dense in the index. */
export const newId = (): string => v7()
