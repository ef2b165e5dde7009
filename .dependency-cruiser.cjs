// Who may import whom. Every rule is an error, and scripts/checks/import-rules.test.ts shows that each one bites.

// Tests, and what they share in a folder beside them.
const test = "(\\.(test|spec)\\.tsx?$|/testing/)"

/** @type {import("dependency-cruiser").IConfiguration["forbidden"]} */
const layers = [
  {
    name: "app-enters-by-api",
    comment: "Pages read parameters, call procedures and render. Of the server they know its callers and sign-in.",
    severity: "error",
    from: { path: "^app/" },
    to: { path: "^(server|prisma|scripts|tests|cli)/", pathNot: "^server/(api|auth)/" },
  },
  {
    name: "components-know-the-routers-type-only",
    comment: "A component runs in the browser: what it imports of the server as a value would travel there.",
    severity: "error",
    from: { path: "^components/" },
    to: { path: "^server/api/root\\.ts$", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "components-rest-on-lib",
    comment: "Components rest on lib and on each other.",
    severity: "error",
    from: { path: "^components/" },
    to: { path: "^(app|server|prisma|scripts|tests|cli)/", pathNot: "^server/api/root\\.ts$" },
  },
  {
    name: "ui-knows-no-tenant",
    comment:
      "components/ui is what shadcn would have written: no tenant, no tRPC, no feature. Formats and error texts it may use.",
    severity: "error",
    from: { path: "^components/ui/" },
    to: { path: ["^components/(?!ui/|format/|api-error\\.ts$)", "node_modules/@trpc/"] },
  },
  {
    name: "api-goes-through-domain",
    comment: "A procedure is a permission, a schema and one call into a domain.",
    severity: "error",
    from: { path: "^server/api/", pathNot: test },
    to: { path: "^(server/(db\\.ts|fabric|web|worker|edge|integrations)|prisma|app|components|scripts|tests)(/|$)" },
  },
  {
    name: "domain-knows-no-transport",
    comment: "Domains take what they need as arguments; server/services.ts wires them.",
    severity: "error",
    from: { path: "^server/domain/", pathNot: test },
    to: {
      path: [
        "^server/(api|web|worker|edge|auth|integrations|services\\.ts|env\\.ts|fabric)(/|$)",
        "^(app|components|scripts|tests|cli)/",
        "node_modules/(@trpc|trpc-to-openapi|next|next-auth|react|react-dom|stripe|server-only|@dbos-inc)/",
      ],
      pathNot: "^server/fabric/(fabric-driver|cluster-gate|volume-archive)\\.ts$",
    },
  },
  {
    name: "domain-by-its-index",
    comment: "A domain is entered by its index.ts, by other domains too.",
    severity: "error",
    from: { path: "^server/domain/([^/]+)/", pathNot: test },
    to: { path: "^server/domain/[^/]+/.", pathNot: ["^server/domain/$1/", "^server/domain/[^/]+/index\\.ts$"] },
  },
  {
    name: "domain-by-its-index-from-outside",
    comment: "A domain is entered by its index.ts.",
    severity: "error",
    from: { path: "^(server|app|components|cli)/", pathNot: ["^server/domain/", test] },
    to: { path: "^server/domain/[^/]+/.", pathNot: "^server/domain/[^/]+/index\\.ts$" },
  },
  {
    name: "core-is-pure",
    comment:
      "A core imports its own folder, lib and the fabric's types: no I/O, no clock, no database comes in by an import.",
    severity: "error",
    from: { path: "^(server/.+/core)/", pathNot: test },
    to: {
      pathNot: [
        "^$1/",
        "^lib/",
        "node_modules/temporal-polyfill/",
        "^server/fabric/fabric-driver\\.ts$",
        "^prisma/generated/enums\\.ts$",
      ],
    },
  },
  {
    name: "core-takes-types-only",
    comment: "The fabric contract's types and the schema's enums are words a core may use; values are not.",
    severity: "error",
    from: { path: "^server/.+/core/", pathNot: test },
    to: {
      path: ["^server/fabric/fabric-driver\\.ts$", "^prisma/generated/enums\\.ts$"],
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "lib-rests-on-lib",
    comment: "lib runs anywhere, a browser included.",
    severity: "error",
    from: { path: "^lib/", pathNot: test },
    to: { path: "^(app|components|server|prisma|scripts|tests|cli)/" },
  },
  {
    name: "lib-does-no-io",
    comment: "No Node, no database, no framework in lib.",
    severity: "error",
    from: { path: "^lib/", pathNot: test },
    to: {
      path: "node_modules/(@prisma|pg|next|react|react-dom|@trpc|undici|pino)/",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "lib-does-no-io-builtin",
    comment: "No Node in lib.",
    severity: "error",
    from: { path: "^lib/", pathNot: test },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "only-stores-query",
    comment: "The generated client is for server/db.ts and *-store.ts; elsewhere its types at most.",
    severity: "error",
    from: { path: "^(app|components|server|cli)/", pathNot: ["^server/db\\.ts$", "-store\\.ts$", test] },
    to: { path: "^prisma/generated/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "background-knows-no-api",
    comment: "Worker and edge work on domains and fabrics; requests are the web's.",
    severity: "error",
    from: { path: "^server/(worker|edge)/", pathNot: test },
    to: { path: ["^server/(api|auth|web)/", "^(app|components|scripts|tests|cli)/"] },
  },
  {
    name: "driver-knows-its-contract",
    comment: "A fabric driver imports the contract, lib and packages. Nothing of the product, no other driver.",
    severity: "error",
    from: { path: "^server/fabric/([^/]+)/", pathNot: test },
    to: {
      path: "^(app|components|server|prisma|scripts|tests|cli)/",
      pathNot: ["^server/fabric/$1/", "^server/fabric/(fabric-driver|cluster-gate|volume-archive)\\.ts$"],
    },
  },
  {
    name: "cli-is-thin",
    comment: "The command line speaks to the API, like anybody else.",
    severity: "error",
    from: { path: "^cli/", pathNot: test },
    to: { path: "^(app|components|server|prisma|scripts|tests)/" },
  },
  {
    name: "product-needs-no-tooling",
    comment: "What runs in production does not import what builds, tests or migrates it.",
    severity: "error",
    from: { path: "^(app|components|lib|server|cli)/", pathNot: [test, "^server/fabric/embedded/bundle\\.ts$"] },
    to: { path: ["^(tests|scripts|bench)/", "^prisma/(migrate|seed)/", test] },
  },
  {
    name: "server-only-for-next",
    comment: "server-only throws outside Next, where worker, edge and tests run.",
    severity: "error",
    from: { path: "^(server|lib)/", pathNot: ["^server/auth/", "^server/api/caller\\.ts$"] },
    to: { path: "node_modules/server-only/" },
  },
]

/** @type {import("dependency-cruiser").IConfiguration["forbidden"]} */
const hygiene = [
  {
    name: "no-circular",
    comment: "Two modules that need each other are one, or three.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-orphans",
    comment: "Nothing imports it and it imports nothing: it is left over.",
    severity: "error",
    from: {
      orphan: true,
      path: "^(components|lib|server|cli)/",
      pathNot: ["\\.d\\.ts$", test, "^server/fabric/content/", "^server/fabric/embedded/(appliances|runner)/"],
    },
    to: {},
  },
  {
    name: "no-unresolvable",
    comment: "It imports what is not there.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no-undeclared-package",
    comment: "Packages that package.json does not name come and go with other packages.",
    severity: "error",
    from: { path: "^(app|components|lib|server|cli|prisma|scripts)/" },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "no-development-package",
    comment: "What runs in production is a dependency, not a development one.",
    severity: "error",
    from: { path: "^(app|components|lib|server|cli)/", pathNot: test },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
]

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [...layers, ...hygiene],
  options: {
    doNotFollow: { path: ["node_modules", "^prisma/generated/"] },
    exclude: { path: "^(\\.next|dist|\\.data)/" },
    // Type imports count: a component that knows a store's types knows the store.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
}
