import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures"
import { fresh, password } from "./rig/company"

const newPassword = "four other words entirely"

async function fillSignIn(page: Page, email: string, secret: string) {
  await page.getByLabel("E-mail").fill(email)
  await page.getByLabel("Password").fill(secret)
  await page.getByRole("button", { name: "Sign in" }).click()
}

/** Follows the newest link to `path` mailed to `email`, as a person finds it in the mailbox page. */
async function followMail(page: Page, email: string, path: string) {
  await page.goto("/dev/mailbox")
  const mail = page.getByRole("listitem").filter({ hasText: `to ${email}` })
  await mail
    .getByRole("link", { name: new RegExp(`${path}\\?token=`) })
    .first()
    .click()
}

async function signOut(page: Page) {
  await page.getByRole("button", { name: /^Account / }).click()
  await page.getByRole("menuitem", { name: "Sign out" }).click()
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible()
}

test("sign up, confirm, sign in, forget the password, sign out", async ({ page }) => {
  const company = fresh("nordwind")
  const email = `ada@${company}.example`
  const home = page.getByRole("heading", { level: 1, name: company })
  await test.step("a weak password is refused and nothing typed is lost", async () => {
    await page.goto("/")
    await page.getByRole("link", { name: "Sign up" }).first().click()
    await page.getByLabel("Company").fill(company)
    await page.getByLabel("Your name").fill("Ada")
    await page.getByLabel("E-mail").fill(email)
    await page.getByLabel("Password").fill("password1234")
    await page.getByRole("button", { name: "Sign up" }).click()
    await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true")
    await expect(page.getByLabel("Company")).toHaveValue(company)
    await page.getByLabel("Password").fill(password)
    await page.getByRole("button", { name: "Sign up" }).dblclick()
    await expect(page.getByRole("heading", { name: "Confirm your address" })).toBeVisible()
  })
  await test.step("a double click signs up once", async () => {
    await page.goto("/dev/mailbox")
    await expect(page.getByRole("listitem").filter({ hasText: `to ${email}` })).toHaveCount(1)
  })
  await test.step("the address is confirmed by the mailed link", async () => {
    await followMail(page, email, "/verify")
    await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible()
    await page.reload()
    await expect(page.getByRole("heading", { name: "Address confirmed" }), "the same link again").toBeVisible()
    await page.getByRole("link", { name: "Sign in" }).click()
  })
  await test.step("a wrong password is told as such", async () => {
    await fillSignIn(page, email, "not the password at all")
    await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible()
    await fillSignIn(page, email, password)
    await expect(home).toBeVisible()
    await signOut(page)
  })
  await test.step("signing in leads back to the page one wanted", async () => {
    await page.goto(`/${company}/activity`)
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await fillSignIn(page, email, password)
    await expect(page).toHaveURL(`/${company}/activity`)
    await signOut(page)
    await page.goto(`/sign-in?next=${encodeURIComponent("//elsewhere.example/")}`)
    await fillSignIn(page, email, password)
    await expect(home).toBeVisible()
    // Nothing more is on its way when cookies go: a page that hears it is signed out leads to the form by itself.
    await signOut(page)
  })
  await test.step("a forgotten password is replaced, which ends every session", async () => {
    await page.getByRole("link", { name: "Forgot it?" }).click()
    await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible()
    await page.getByLabel("E-mail").fill(email)
    await page.getByRole("button", { name: "Send the link" }).click()
    await expect(page.getByRole("heading", { name: "Look at your mail" })).toBeVisible()
    await followMail(page, email, "/reset")
    await page.getByLabel("New password").fill(newPassword)
    await page.getByRole("button", { name: "Set password" }).click()
    await page.getByRole("link", { name: "Sign in" }).click()
    await fillSignIn(page, email, newPassword)
    await expect(home).toBeVisible()
  })
})

test("signing out everywhere ends the sessions on other machines", async ({ page, ours, signIn, openAs }) => {
  await signIn(ours)
  const elsewhere = await openAs(ours)
  await elsewhere.goto(`/${ours.slug}`)
  await expect(elsewhere.getByRole("heading", { level: 1, name: ours.name })).toBeVisible()
  await page.goto(`/${ours.slug}/settings/security`)
  await page.getByRole("button", { name: "Sign out everywhere" }).click()
  const sure = page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" })
  await sure.click()
  await expect(page).toHaveURL(/\/sign-in/)
  await elsewhere.reload()
  await expect(elsewhere).toHaveURL(/\/sign-in/)
})

test("a colleague is invited by mail and joins as a new person", async ({ page, ours, signIn, browser }) => {
  const email = `grace@${ours.slug}.example`
  await signIn(ours)
  await page.goto(`/${ours.slug}/settings`)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("E-mail").fill(email)
  await dialog.getByLabel("Role").selectOption("engineer")
  await dialog.getByRole("button", { name: "Send invitation" }).click()
  await expect(page.getByRole("main")).toContainText(email)

  const context = await browser.newContext()
  const grace = await context.newPage()
  await followMail(grace, email, "/invitation")
  await expect(grace.getByRole("heading", { name: `Join ${ours.name}` })).toBeVisible()
  await grace.getByLabel("Your name").fill("Grace")
  await grace.getByLabel("Choose a password").fill(password)
  await grace.getByRole("button", { name: `Join ${ours.name}` }).click()
  await expect(grace.getByRole("heading", { level: 1, name: ours.name })).toBeVisible()
  await expect(grace.getByRole("button", { name: /^Company / })).toContainText("engineer")
  await page.reload()
  await expect(page.getByRole("main")).toContainText("Grace")
  await context.close()
})
