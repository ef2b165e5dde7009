import type { PageCommands } from "../frame/page-commands"
import type { Board } from "./board-context"
import { commands, mayRun, runCommand } from "./commands"
import { keyCaps } from "./keys"

/** The board's commands as the frame's Ctrl-K and list of keys take them. */
export const pageCommands = (board: Board): PageCommands => ({
  heading: "On the board",
  commands: commands.map((command) => ({
    id: command.id,
    title: command.title,
    keys: command.keys[0] ? keyCaps(command.keys[0]) : [],
    isEnabled: () => mayRun(board, command),
    run: () => runCommand(board, command),
  })),
  alsoKeys: [
    { keys: ["Tab"], title: "To the next shape" },
    { keys: ["←", "→", "↑", "↓"], title: "Move what is selected; with Shift, further" },
    { keys: ["Shift", "drag"], title: "Select what a box touches" },
  ],
})
