/** Between two pieces. */
const pauseMs = 300;

/**
 * Writes pieces one after the other, a pause before each.
 * @param write false: the receiver is gone, and so is the rest
 * @param onEnd called when the last one is written
 */
export function trickle(pieces: readonly Buffer[], write: (piece: Buffer) => boolean, onEnd: () => void): void {
  const left = [...pieces];
  const timer = setInterval(() => {
    const piece = left.shift();
    const isWritten = piece !== undefined && write(piece);
    if (isWritten && left.length > 0) return;
    clearInterval(timer);
    if (isWritten) onEnd();
  }, pauseMs);
}
