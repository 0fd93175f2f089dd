/** Returns true if a score is valid on its scale from 1 to `of`. */
export function isOnScale({ score, of }: { score: number; of: number }): boolean {
  return score >= 1 && score <= of;
}
