/** One thing that is wrong in a configuration file. Lines and columns count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  /** A sentence: what is wrong and, where we know it, how to put it right. */
  message: string;
}

/** `directory.yml:12:5: customers[0].csm: …`, as compilers write it, so that editors can jump there. */
export function describeProblem({ file, line, column, message }: Problem): string {
  // Printed on terminals, and part of it is as it stands in the file.
  return `${file}:${line}:${column}: ${message.replace(/\p{Cc}/gu, "�")}`;
}

/** The configuration cannot be used. Carries every problem found; the message has one line for each. */
export class ConfigurationProblems extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.name = "ConfigurationProblems";
    this.problems = problems;
  }
}
