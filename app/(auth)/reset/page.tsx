import type { Metadata } from "next"
import { ResetForm } from "@/components/identity/reset-form"

export const metadata: Metadata = { title: "Set a new password" }

type Props = { searchParams: Promise<{ token?: string | string[] }> }

export default async function Page({ searchParams }: Props) {
  const { token } = await searchParams
  return <ResetForm token={typeof token === "string" ? token : ""} />
}
