/** Finding a command by what a person types. */
export interface Command {
  id: string;
  label: string;
  /** More words it is found by: the other language, the path. */
  also: string;
  run: () => unknown;
}

/** Commands whose label or other words contain every typed word; those that begin with it first. */
export function findCommands(commands: readonly Command[], typed: string): Command[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = (command: Command) => `${command.label} ${command.also}`.toLowerCase();
  const found = commands.filter((command) => words.every((word) => text(command).includes(word)));
  const begins = (command: Command) => Number(!command.label.toLowerCase().startsWith(words[0] ?? ''));
  return found.toSorted((a, b) => begins(a) - begins(b));
}
