import { defineConfig } from "@playwright/test"
import { chromiumFlags, findChromium } from "./scripts/test/find-chromium"

const resultsPath = process.env.E2E_RESULTS

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/support/portal-for-browsers.ts",
  outputDir: "test-results",
  // One portal on a small machine: side by side, specs would time each other out.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: resultsPath ? [["list"], ["json", { outputFile: resultsPath }]] : [["list"]],
  use: {
    baseURL: process.env.E2E_PORTAL_URL,
    browserName: "chromium",
    headless: true,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Europe/Amsterdam",
    launchOptions: { executablePath: findChromium(), args: chromiumFlags },
    // Recording one takes as long as the test again. In CI, where nobody opens it, a failure has its picture and its page's text.
    trace: process.env.CI ? "off" : "retain-on-failure",
    screenshot: "only-on-failure",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
  },
})
