// Prints the type of the API's router as a declaration file that imports nothing of the workspace: each procedure with
// its input and output written out, named interfaces kept by name, doc comments included.
import ts from "typescript";

const LIBRARY = /[\\/]node_modules[\\/](?:typescript|@types[\\/]node)[\\/]/;
const KIND = {
  query: "TRPCQueryProcedure",
  mutation: "TRPCMutationProcedure",
  subscription: "TRPCSubscriptionProcedure",
};
const HEAD = `// Printed from the API by scripts/build.mjs.
import type {
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from "@trpc/server";
`;

/** The declaration of `export type AppRouter` for what `file` of the program exports under that name. Throws for a type it cannot print. */
export function printRouterTypes(program, file) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = checker
    .getExportsOfModule(checker.getSymbolAtLocation(source))
    .find(({ name }) => name === "AppRouter");
  const router = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol));
  const printer = new TypePrinter(checker, source);
  const definition = printer.memberType(router, "_def");
  const types = printer.memberType(printer.memberType(definition, "_config"), "$types");
  const errorShape = printer.print(printer.memberType(types, "errorShape"));
  const record = printRecord(printer, printer.memberType(definition, "record"));
  const root = `{ ctx: object; meta: object; errorShape: ${errorShape}; transformer: false }`;
  return tidy(`${HEAD}
${[...printer.declarations.values()].join("\n\n")}

/** Every procedure of the API. */
export type AppRouter = TRPCBuiltRouter<${root}, ${record}>;
`);
}

/** Indents the text as TypeScript does. */
function tidy(text) {
  const file = ts.createSourceFile("app-router.d.ts", text, ts.ScriptTarget.Latest);
  return ts.createPrinter().printFile(file);
}

function printRecord(printer, record) {
  const lines = printer.checker.getPropertiesOfType(record).map((property) => {
    const type = printer.typeOf(property);
    const definition = type.getProperty("_def") ? printer.memberType(type, "_def") : undefined;
    const kind = definition?.getProperty("type") ? printer.memberType(definition, "type").value : undefined;
    const value = kind ? printProcedure(printer, kind, definition) : printRecord(printer, type);
    return `${printer.docs(property)}${property.name}: ${value};`;
  });
  return `{\n${lines.join("\n")}\n}`;
}

function printProcedure(printer, kind, definition) {
  const types = printer.memberType(definition, "$types");
  const [input, output] = ["input", "output"].map((name) => printer.print(printer.memberType(types, name)));
  return `${KIND[kind]}<{ input: ${input}; output: ${output}; meta: object }>`;
}

function printArray(item) {
  return item.includes(" | ") && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
}

class TypePrinter {
  /** Declarations of named types, by their text's name. */
  declarations = new Map();
  #names = new Map();

  constructor(checker, location) {
    this.checker = checker;
    this.location = location;
  }

  typeOf(symbol) {
    return this.checker.getTypeOfSymbolAtLocation(symbol, this.location);
  }

  memberType(type, name) {
    const symbol = this.checker.getPropertyOfType(type, name);
    if (!symbol) throw new Error(`There is no ${name} in ${this.checker.typeToString(type)}.`);
    return this.typeOf(symbol);
  }

  docs(symbol) {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).trim();
    return text ? `/** ${text.replaceAll("*/", "* /")} */\n` : "";
  }

  print(type) {
    const { aliasSymbol } = type;
    if (
      aliasSymbol &&
      !type.aliasTypeArguments &&
      !this.#isLibrary(aliasSymbol) &&
      type.flags & ts.TypeFlags.StructuredType
    )
      return this.#named(aliasSymbol, type, (name, body) => `export type ${name} = ${body};`);
    return this.#printPlain(type);
  }

  #printPlain(type) {
    const { checker } = this;
    if (type.isUnion()) return this.#printUnion(type);
    if (type.flags & ts.TypeFlags.TypeParameter) throw new Error(`${checker.typeToString(type)} is a type parameter.`);
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)))
      return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
    if (checker.isTupleType(type))
      return `[${checker
        .getTypeArguments(type)
        .map((item) => this.print(item))
        .join(", ")}]`;
    if (checker.isArrayType(type)) return printArray(this.print(checker.getTypeArguments(type)[0]));
    const { symbol } = type;
    if (symbol && type.getCallSignatures().length === 0 && this.#isLibrary(symbol) && symbol.name !== "__type") {
      const args = checker.getTypeArguments(type);
      // What a subscription yields; what goes into its generator stays on the server.
      if (symbol.name.startsWith("Async")) return `AsyncIterable<${this.print(args[0])}>`;
      const given = args.map((item) => this.print(item));
      return given.length > 0 ? `${symbol.name}<${given.join(", ")}>` : symbol.name;
    }
    if (type.isClassOrInterface()) {
      return this.#named(
        symbol,
        type,
        (name, body) => `${this.docs(symbol)}export interface ${name} ${body}`,
        () => this.#members(type),
      );
    }
    return this.#members(type);
  }

  #printUnion(type) {
    // `origin` is how the union was written: it keeps the names of unions inside, which may refer to themselves.
    const types = type.origin?.isUnion?.() ? type.origin.types : type.types;
    const parts = types.map((member) => this.print(member));
    if (parts.includes("true") && parts.includes("false")) parts.push("boolean");
    const isLast = (part) => part === "null" || part === "undefined";
    const isHalf = (part) => parts.includes("boolean") && (part === "true" || part === "false");
    const kept = parts.filter((part) => !isHalf(part));
    return [...new Set([...kept.filter((part) => !isLast(part)), ...kept.filter(isLast)])].join(" | ");
  }

  #members(type) {
    const { checker } = this;
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0)
      throw new Error(`${checker.typeToString(type)} is a function, which cannot go over the wire.`);
    const indexes = checker.getIndexInfosOfType(type).map(({ keyType, type: value }) => {
      return `[key: ${checker.typeToString(keyType)}]: ${this.print(value)};`;
    });
    const properties = checker.getPropertiesOfType(type).map((property) => {
      const isOptional = property.flags & ts.SymbolFlags.Optional;
      const name = /^[A-Za-z_$][\w$]*$/.test(property.name) ? property.name : JSON.stringify(property.name);
      return `${this.docs(property)}${name}${isOptional ? "?" : ""}: ${this.print(this.typeOf(property))};`;
    });
    return `{\n${[...indexes, ...properties].join("\n")}\n}`;
  }

  /** Declares a named type once and returns its name; two that share a name are numbered. */
  #named(symbol, type, declare, body = () => this.#printPlain(type)) {
    const known = this.#names.get(symbol);
    if (known) return known;
    let name = symbol.name;
    for (let number = 2; this.declarations.has(name); number += 1) name = `${symbol.name}${number}`;
    this.#names.set(symbol, name);
    this.declarations.set(name, "");
    this.declarations.set(name, declare(name, body()));
    return name;
  }

  #isLibrary(symbol) {
    return symbol.declarations?.every((declaration) => LIBRARY.test(declaration.getSourceFile().fileName)) ?? false;
  }
}
