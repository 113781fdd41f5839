/** A value that `.env` cannot hold; the message says whose, and how else it can be set. */
export class UnwritableSetting extends Error {
  override name = "UnwritableSetting";
}

/** Settings as they stand in `.env`, in groups with a word each. What is not among them comes last. */
const GROUPS: readonly { title: string; names: readonly string[] }[] = [
  {
    title: "GitLab",
    names: ["GITLAB_URL", "GITLAB_TOKEN", "GITLAB_PROJECT", "GITLAB_WEBHOOK_SECRET", "GITLAB_SIGNING_TOKEN"],
  },
  { title: "Slack; without a token everything happens on GitLab only", names: ["SLACK_BOT_TOKEN", "SLACK_API_URL"] },
  { title: "How it is reached", names: ["HOST", "PORT", "PUBLIC_URL", "API_TOKEN"] },
];

/** The text of `.env`, as Node's `parseEnv` reads it back. Throws UnwritableSetting where a value cannot be written. */
export function envFileText(values: Readonly<Record<string, string>>): string {
  const known = GROUPS.flatMap(({ names }) => names);
  const others = Object.keys(values).filter((name) => !known.includes(name));
  const groups = [...GROUPS, { title: "Others", names: others }].flatMap(({ title, names }) => {
    const lines = names.flatMap((name) =>
      values[name] === undefined ? [] : [`${name}=${quoted(name, values[name])}`],
    );
    return lines.length === 0 ? [] : [["", `# ${title}`, ...lines]];
  });
  return [
    "# Settings of the service, for its user only. All of them: .env.example and the README.",
    ...groups.flat(),
    "",
  ].join("\n");
}

function quoted(name: string, value: string): string {
  if (/^[\w./:@,+=~-]*$/.test(value)) return value;
  const quote = ["'", '"', "`"].find((mark) => !value.includes(mark));
  if (quote === undefined || /[\r\n]/.test(value))
    throw new UnwritableSetting(
      `${name} has line breaks or all three kinds of quotes, which .env cannot hold: set it in the environment, or a secret by ${name}_FILE.`,
    );
  return `${quote}${value}${quote}`;
}
