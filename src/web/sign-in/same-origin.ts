/**
 * Whether a page of this service sent a request, by what browsers say of where it came from and no page can change:
 * `Sec-Fetch-Site`, else `Origin` (OWASP, "Cross-Site Request Forgery Prevention"). `publicUrl` is how people reach us.
 */
export function isFromHere(request: { get(name: string): string | undefined }, publicUrl: string): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  return request.get("origin") === new URL(publicUrl).origin;
}
