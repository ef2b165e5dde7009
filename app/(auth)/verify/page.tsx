import type { Metadata } from "next"
import { VerifyEmail } from "@/components/identity/verify-email"

export const metadata: Metadata = { title: "Confirm your address" }

type Props = { searchParams: Promise<{ token?: string | string[] }> }

export default async function Page({ searchParams }: Props) {
  const { token } = await searchParams
  return <VerifyEmail token={typeof token === "string" ? token : ""} />
}
