/** Numbers that are added one by one and read by their row: 4 or 8 bytes each, where an object would take a hundred. */
export interface Column {
  push(value: number): void;
  at(row: number): number;
}

export function openColumn(kind: 'integer' | 'real'): Column {
  const make = (size: number): Int32Array | Float64Array =>
    kind === 'integer' ? new Int32Array(size) : new Float64Array(size);
  let values = make(1024);
  let count = 0;
  return {
    push(value) {
      if (count === values.length) {
        const larger = make(2 * count);
        larger.set(values);
        values = larger;
      }
      values[count] = value;
      count += 1;
    },
    at: (row) => values[row] as number,
  };
}
