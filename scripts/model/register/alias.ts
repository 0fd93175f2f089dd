/** The name by which the record is found from its issue. */
export function aliasOf(number: number): string {
  return `issue:${number}`;
}
