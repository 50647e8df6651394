export function buildPage(): string
