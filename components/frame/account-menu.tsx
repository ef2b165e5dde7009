"use client"

import { LogOut, Moon, Sun, SunMoon, UserRound } from "lucide-react"
import Link from "next/link"
import { useTheme } from "next-themes"
import type { ApiOutputs } from "../trpc"
import { Button } from "../ui/button"
import { LazyMenu } from "../ui/lazy-menu"
import { toast } from "../ui/toaster"

async function leave(): Promise<void> {
  try {
    const { signOut } = await import("next-auth/react")
    await signOut({ callbackUrl: "/sign-in" })
  } catch (error) {
    toast.error(error)
  }
}

const themes = [
  { value: "system", title: "As the system", icon: SunMoon },
  { value: "light", title: "Light", icon: Sun },
  { value: "dark", title: "Dark", icon: Moon },
]

/** Me: who is signed in, light or dark, settings, sign out. */
export function AccountMenu({ user, settingsHref }: { user: ApiOutputs["me"]["get"]["user"]; settingsHref?: string }) {
  const { theme = "system", setTheme } = useTheme()
  return (
    <LazyMenu
      align="end"
      className="w-56"
      trigger={
        <Button variant="ghost" size="icon-sm" className="rounded-full" aria-label={`Account ${user.email}`}>
          <span
            aria-hidden
            className="flex size-7 items-center justify-center rounded-full border bg-muted font-medium text-xs uppercase"
          >
            {user.name.slice(0, 1) || "?"}
          </span>
        </Button>
      }
    >
      {({
        DropdownMenuItem,
        DropdownMenuLabel,
        DropdownMenuSeparator,
        DropdownMenuRadioGroup,
        DropdownMenuRadioItem,
      }) => (
        <>
          <div className="px-2 py-1.5">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-muted-foreground text-xs">{user.email}</p>
          </div>
          <DropdownMenuSeparator />
          <DropdownMenuLabel>Appearance</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={theme} onValueChange={setTheme}>
            {themes.map(({ value, title, icon: Icon }) => (
              <DropdownMenuRadioItem key={value} value={value}>
                {title}
                <Icon className="ml-auto text-muted-foreground" aria-hidden />
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          <DropdownMenuSeparator />
          {settingsHref && (
            <DropdownMenuItem asChild>
              <Link href={settingsHref}>
                <UserRound aria-hidden />
                Settings
              </Link>
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => void leave()}>
            <LogOut aria-hidden />
            Sign out
          </DropdownMenuItem>
        </>
      )}
    </LazyMenu>
  )
}
