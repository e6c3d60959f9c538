/** The same with other functions in the place of some; a spread would leave the methods of a class behind. */
export function instead<T extends object>(whole: T, functions: Partial<T>): T {
  return new Proxy(whole, {
    get(target, name) {
      const value = Reflect.get(functions, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
