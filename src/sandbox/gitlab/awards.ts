import { notFound } from "./gitlab-error.ts";
import type { Award, User } from "./model.ts";
import type { World } from "./world.ts";

/** Awards an emoji. The second same one of a user is a 404 with the validation's words in it, as GitLab answers. */
export function addAward(world: World, awards: Award[], user: User, name: string): Award {
  if (!/^[\w+-]+$/.test(name)) throw notFound("Award Emoji Name is not a valid emoji name");
  if (awards.some((award) => award.userId === user.id && award.name === name)) {
    throw notFound("Award Emoji Name has already been taken");
  }
  const award: Award = { id: world.nextId("award"), name, userId: user.id, createdAt: world.clock() };
  awards.push(award);
  return award;
}

/** `/react`: the same emoji again takes it off. */
export function toggleAward(world: World, awards: Award[], user: User, name: string): void {
  const index = awards.findIndex((award) => award.userId === user.id && award.name === name);
  if (index >= 0) awards.splice(index, 1);
  else addAward(world, awards, user, name);
}
