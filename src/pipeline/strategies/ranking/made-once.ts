/** What is dear to make and wanted by several trainings: made when it is first asked for, then kept. */
export class MadeOnce {
  private readonly made = new Map<string, unknown>();

  /** @param name tells what is made; the same for the same thing only */
  get<Thing>(name: string, make: () => Thing): Thing {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as Thing;
  }
}
