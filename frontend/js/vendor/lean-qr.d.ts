/** What is used of lean-qr's nano build. */
export interface QrCode {
  readonly size: number;
  get(x: number, y: number): boolean;
}
export function generate(text: string, options?: { minCorrectionLevel?: number; maxCorrectionLevel?: number }): QrCode;
