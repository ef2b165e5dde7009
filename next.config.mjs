/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // npm test checks the types of everything once; a start must not wait for it, nor fail on a test's types.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // Without it one icon or primitive pulls the whole package into every page.
    optimizePackageImports: ["lucide-react", "radix-ui", "recharts"],
  },
  serverExternalPackages: ["@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg", "pg", "pino", "nodemailer"],
}

export default config
