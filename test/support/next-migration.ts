/** What a migration of a version to come may do to a store in use, and how it notes that it did. */
export function nextMigration(name: string): string[] {
  return [
    'alter table "work" add column "next_reason" text',
    'alter table "escalations" add column "next_level" bigint not null default 0',
    'alter table "effects" add column "next_note" text',
    "update escalations set next_level = 1",
    'create table "next_things" ("issue_key" text primary key, "thing" text not null)',
    'create index "next_level" on "escalations" ("next_level")',
    `insert into escalations_migration (name, timestamp) values ('${name}', '2027-01-01T00:00:00.000Z')`,
  ];
}

/**
 * Those statements of a migration that do more than add, none as it should be. A replica of the version before goes on with
 * the tables it knows: its columns stay, and rows it writes need nothing it does not know of.
 */
export function onlyAdding(statements: readonly string[]): string[] {
  const tables = new Set<string>();
  const columns = new Set<string>();
  return statements.filter((statement) => {
    const text = statement
      .toLowerCase()
      .replaceAll(/["\s]+/g, " ")
      .trim();
    const [, table] = /^create table (?:if not exists )?(\w+)/.exec(text) ?? [];
    if (table) {
      tables.add(table);
      return false;
    }
    if (/^create index /.test(text)) return false;
    const [, onTable] = /^create unique index \w+ on (\w+)/.exec(text) ?? [];
    if (onTable) return !tables.has(onTable);
    const [, column, rest = ""] = /^alter table \w+ add column (\w+) (.*)$/.exec(text) ?? [];
    if (column) {
      columns.add(column);
      const needsValue = rest.includes("not null") && !rest.includes("default");
      return needsValue || /unique|references|check/.test(rest);
    }
    // Fills in what it has added itself.
    const [, set] = /^update \w+ set (\w+) =/.exec(text) ?? [];
    if (set) return !columns.has(set);
    const [, into] = /^insert into (\w+)/.exec(text) ?? [];
    return into === undefined || !tables.has(into);
  });
}
