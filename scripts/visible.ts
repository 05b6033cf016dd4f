/** Text of the platform may be in there: no control character of it reaches the terminal. */
export function visible(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, '�');
}
