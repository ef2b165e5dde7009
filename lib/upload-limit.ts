/** Largest file that the volume browser and the API take. Apart from the schemas, as pages need it without Zod. */
export const uploadLimitBytes = 256 * 1024 * 1024
