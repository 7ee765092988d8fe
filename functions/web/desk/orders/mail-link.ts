/** Where a click on an address leads: a mail to it and nobody else. What stands in it is no subject, copy or text of that mail (RFC 6068). Pure. */
export function mailLink(address: string): string {
  const at = address.lastIndexOf('@');
  return `mailto:${encodeURIComponent(address.slice(0, at))}@${encodeURIComponent(address.slice(at + 1))}`;
}
