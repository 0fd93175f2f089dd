/** Whether a score can be one on its scale, which runs from 1 to `of`. */
export function isOnScale({ score, of }: { score: number; of: number }): boolean {
  return score >= 1 && score <= of;
}
