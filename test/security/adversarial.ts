/** Text made to keep a parser busy: a seed repeated, between a beginning and an end that make it matter. */
const SEEDS = [
  ..."a \n\t\r[«“„‘'\"`*_~<\\&|#@1:-=é",
  ...[
    "\u2028",
    "\u00a0",
    "\ud800",
    " '",
    "``` \n",
    "> ",
    "- ",
    "1. ",
    "* * \n",
    "- a\n",
    "- a\n  - b\n",
    "a\n=\n",
    "=\n",
  ],
  ...["**a", "*a ", "<!--", "<!-- \n", "<a ", '<a b="', "&amp;", "|a|\n|-|\n", "![", "](", "[a](", "[^a]", "[^a]: "],
  ...["http://", "www.a.", "a@b.c ", "@a.", "- [x] a\n", "> > > > ", "    a\n", "---\n", "## Customer\n", "/esc a\n"],
  ...[
    "/esc help\n>>>\n",
    "/esc x\n`a`\n",
    "exit ",
    "done ",
    "outcome ",
    "next ",
    "Mon,",
    "Mon-",
    "<!-- escalations:begin log -->\n",
  ],
];
const AROUND: readonly (readonly [string, string])[] = [
  ["", ""],
  ["/esc agree customer ", "\u2028x"],
  ["## Customer\n", "x"],
];

export function adversarial(length: number): { text: string; name: string }[] {
  return SEEDS.flatMap((seed) =>
    AROUND.map(([begin, end]) => ({
      text: begin + seed.repeat(Math.ceil(length / seed.length)) + end,
      name: JSON.stringify([begin, seed, end]),
    })),
  );
}
