/** What the service needs of the files of a project's repository. */
export interface ProjectFiles {
  /**
   * A file's text on the project's default branch; undefined where there is no such file. Throws `OutsideError`, also
   * where the project or its repository may not be seen.
   */
  read(project: string, path: string): Promise<string | undefined>;
}
