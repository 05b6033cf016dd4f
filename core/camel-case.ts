/** 'voice-call' → 'voiceCall': files and journeys are named the one way, exports the other. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
