/** A name that is a folder's on every system; slashes make folders within folders. */
export function safeRunName(name: string): string {
  return name.replace(/[<>:"|?*\\]+/g, '-');
}
