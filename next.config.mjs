/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: false },
  experimental: {
    // Without it one icon or primitive pulls the whole package into every page.
    optimizePackageImports: ["lucide-react", "radix-ui", "recharts"],
  },
  serverExternalPackages: ["@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg", "pg", "pino", "nodemailer"],
}

export default config
