import { type Directory, findCustomer } from "./directory.ts";

/**
 * Whether an escalation's customer is named only to those allowed (P-OPEN-7): it was when something was last decided, or it is
 * by the directory since. Lines of escalations that are over are never written again.
 */
export function isRestricted(
  { restricted, customer }: { restricted: boolean | null; customer: string | null },
  directory: Directory,
): boolean {
  // Not known whose it is: better too careful.
  if (restricted === null && customer === null) return true;
  return restricted === true || (customer !== null && findCustomer(directory, customer)?.restricted === true);
}
