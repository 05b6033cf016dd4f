export function withFolderLock<T>(
  folder: string,
  work: () => T | Promise<T>,
  options?: { readonly waiting?: (pid: number) => void; readonly signal?: AbortSignal },
): Promise<T>;
