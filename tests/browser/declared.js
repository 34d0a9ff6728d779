// Whether what the element tells is of the types that its declarations promise. Reads of TypeScript
// what our own file uses, and refuses the rest: interfaces of fields, `?`, unions, texts, null.

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/** What the declarations in this text say of each event: by its name, a list of what is wrong. */
export function declarations(text) {
  const bare = text.replace(/\/\*[^]*?\*\//g, "");
  const interfaces = new Map();
  for (const [, name, body] of bare.matchAll(/interface (\w+) \{([^{}]*)\}/g)) {
    const fields = body.split(";").map((field) => field.trim()).filter(Boolean);
    interfaces.set(name, fields.map((field) => field.match(/^(?<name>"[^"]+"|\w+)(?<optional>\?)?: (?<type>[^]+)$/)?.groups ?? { refused: field }));
  }
  const events = interfaces.get("HTMLElementEventMap") ?? [];
  const details = new Map(events.map(({ name, type }) => [JSON.parse(name), type.match(/^CustomEvent<(\w+)>$/)?.[1]]));

  function wrong(value, type, at) {
    const kinds = type.split("|").map((kind) => kind.trim());
    const found = kinds.map((kind) => wrong_kind(value, kind, at));
    return found.some((of) => of.length === 0) ? [] : found.length === 1 ? found[0] : [`${at}: ${JSON.stringify(value)} is not ${type}`];
  }

  function wrong_kind(value, kind, at) {
    const said = JSON.stringify(value);
    if (["string", "number", "boolean"].includes(kind)) return typeof value === kind ? [] : [`${at}: ${said} is no ${kind}`];
    if (kind === "null") return value === null ? [] : [`${at}: ${said} is not null`];
    if (/^"[^"]*"$/.test(kind)) return value === JSON.parse(kind) ? [] : [`${at}: ${said} is not ${kind}`];
    const fields = NAME.test(kind) && interfaces.get(kind);
    if (!fields) return [`${at}: this check does not know the type ${kind}`];
    if (Object.prototype.toString.call(value) !== "[object Object]") return [`${at}: ${said} is no ${kind}`];
    const names = fields.map(({ name }) => name);
    const superfluous = Object.keys(value).filter((name) => !names.includes(name));
    return [
      ...superfluous.map((name) => `${at}.${name}: is not declared`),
      ...fields.flatMap(({ name, optional, type, refused }) => {
        if (refused) return [`${at}: this check does not know the field ${refused}`];
        if (!Object.hasOwn(value, name)) return optional ? [] : [`${at}.${name}: is missing`];
        return wrong(value[name], type, `${at}.${name}`);
      }),
    ];
  }

  return {
    events: [...details.keys()],
    wrong: (name, detail) => (details.get(name) ? wrong(detail, details.get(name), name) : [`${name}: is not declared`]),
  };
}

/** The same in one call, as one text; empty: all is as declared. */
export function undeclared(text, name, detail) {
  return declarations(text).wrong(name, detail).join("\n");
}
