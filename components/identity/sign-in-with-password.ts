import type { ApiError } from "@/lib/schemas/base"

const unreachable: ApiError = {
  code: "unreachable",
  message: "The portal did not answer. Check the connection; what you typed is still here.",
}

/** Null when signed in, else why not. The server's refusal arrives as `code: sentence`. */
export async function signInWithPassword(email: string, password: string): Promise<ApiError | null> {
  try {
    const { signIn } = await import("next-auth/react")
    const result = await signIn("credentials", { redirect: false, email, password })
    if (result?.ok && !result.error) return null
    const [, code, message] = /^([a-z_]+): (.+)$/s.exec(result?.error ?? "") ?? []
    return code && message ? { code, message } : unreachable
  } catch (error) {
    if (error instanceof Error) return unreachable
    throw error
  }
}
