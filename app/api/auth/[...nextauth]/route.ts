import type { NextRequest } from "next/server"
import NextAuth from "next-auth"
import { authOptions } from "@/server/auth/auth-options"

type Context = { params: Promise<{ nextauth: string[] }> }

const handler = async (req: NextRequest, { params }: Context): Promise<Response> =>
  NextAuth(req, { params: await params }, authOptions())

export { handler as GET, handler as POST }
