/**
 * Lets a cell use an earlier cell's variable in shorthand, `{ seed }`. tslab 1.0 finds earlier variables by rewriting
 * each name in a cell, and overlooks names in shorthand; they then end in "seed is not defined". Names that
 * nothing else defines are looked up among the earlier cells' variables here.
 * @param variables what the earlier cells declared
 */
export function findEarlierVariables(variables: Readonly<Record<string, unknown>>): void {
  const isVariable = (name: string | symbol): name is string =>
    typeof name === 'string' && Object.hasOwn(variables, name);
  const fallback = new Proxy(Object.prototype, {
    has: (target, name) => name in target || isVariable(name),
    get: (target, name, receiver) =>
      isVariable(name) ? variables[name] : Reflect.get(target, name, receiver),
  });
  Object.setPrototypeOf(Object.getPrototypeOf(globalThis), fallback);
}
