import type { User } from "../model.ts";

/** In place of GitLab's password page: who of the invented people signs in. `here` is the request's own address. */
export function choosePage(users: readonly User[], application: string, here: URL): string {
  const link = (as: string, text: string) => {
    const there = new URL(here);
    there.searchParams.set("as", as);
    return `<a href="${escaped(there.href)}">${text}</a>`;
  };
  const people = users.map(
    ({ username, name }) => `<li>${link(username, `${escaped(name)} <small>@${escaped(username)}</small>`)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in · GitLab (embedded)</title>
<link rel="icon" href="data:,">
<style>
body { margin: 2rem auto; width: min(26rem, 100% - 2rem); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.3rem; }
ul { margin: 0 0 1rem; padding: 0; list-style: none; }
a { display: block; margin: .3rem 0; padding: .4rem .8rem; border: 1px solid light-dark(#bfbfc3, #535158);
  border-radius: .4rem; color: inherit; text-decoration: none; }
a:hover, a:focus-visible { border-color: #5943b6; outline: 2px solid #5943b6; }
</style>
</head>
<body>
<main>
<h1>Who are you?</h1>
<p>The embedded GitLab asks for no password. “${escaped(application)}” learns your name.</p>
<ul>${people.join("")}</ul>
<p>${link("", "Cancel")}</p>
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
